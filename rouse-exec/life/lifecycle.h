/* What may happen to a service, and what is done about it in each state. */
#pragma once

#include "service/service.h"

enum event {
    CONNECTED, /* somebody waits at a passed socket */
    USED,      /* a connection or a datagram came to a passed socket */
    READY,     /* the program listens on what was passed */
    QUIET,     /* nobody has been there for the idle time */
    PROGRAM_ENDED, /* the program that was started, or the last trace of a daemon it left */
    ALL_GONE,  /* no process of it is left */
    TIMED_OUT, /* the deadline of the state has passed */
    EVENT_COUNT,
};

/* Starts the program, now. */
void start_service(struct service *service);
/* --learn: the program was told to end, and is killed after the stop timeout. */
void end_observation(struct service *service);
void happen(struct service *service, enum event event);
void enter_state(struct service *service, enum state state);
