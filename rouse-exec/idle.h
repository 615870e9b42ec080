/* Whether anybody is there. */
#pragma once

#include "service.h"

#define CONNECTIONS_COUNTED 256 /* a busy service is busy: more are not counted */

/* Watches the passed sockets; needed for --lazy and --exit-idle-time only. */
void watch_sockets(struct service *service);
/* From now on the next connection or datagram makes the epoll readable, also one that already waits. */
void arm_watch(struct service *service);
/* Reads what the epoll has to tell. */
void take_activity(struct service *service);

/* The program begins to be measured. */
void begin_idle_watch(struct service *service);
/* The planned look. True: nobody has been there for the idle time. */
bool look_for_use(struct service *service);
/* The last look, while the program STANDS still; if it does not, that counts as use. */
bool is_still_quiet(struct service *service, bool stands);
