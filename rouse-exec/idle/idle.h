/* Whether anybody is there. */
#pragma once

#include "service/service.h"

#define CONNECTIONS_COUNTED 256 /* a busy service is busy: more are not counted */

/* The program serves: it is measured from now on, until end_idle_watch. Needs --exit-idle-time. */
void begin_idle_watch(struct service *service);
void end_idle_watch(struct service *service);
/* Something came to a passed socket. */
void note_activity(struct service *service);
/* The planned look. True: nobody has been there for the idle time. */
bool look_for_use(struct service *service);
/* The last look, while the program STANDS still; if it does not, that counts as use. */
bool is_still_quiet(struct service *service, bool stands);
