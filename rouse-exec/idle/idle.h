/* Whether any client is there. */
#pragma once

#include "idle/standstill.h"
#include "service/service.h"

/* The program serves: its use is measured from now on, until end_idle_watch. Needs --exit-idle-time. */
void begin_idle_watch(struct service *service);
void end_idle_watch(struct service *service);
/* Something arrived at a passed socket. */
void note_activity(struct service *service);
/* The planned look. Returns true when no client has been there for the idle time. */
bool look_for_use(struct service *service);
/* Something keeps the program awake: the next look comes at UNTIL; 0: it is not known how long, and there is use. */
void postpone_sleep(struct service *service, uint64_t until);
/* The last look, at the standstill that was REACHED; if it is not complete, that counts as use. */
bool is_still_quiet(struct service *service, enum standstill reached);
