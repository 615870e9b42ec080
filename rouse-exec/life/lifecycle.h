/* What may happen to a service, and what is done about it in each state. */
#pragma once

#include "service/service.h"

enum event {
    EVENT_CONNECTED, /* a client waits at a passed socket, or hours of --awake have begun */
    EVENT_USED,      /* a connection or a datagram arrived at a passed socket */
    EVENT_READY,     /* the program listens on what was passed */
    EVENT_DISTURBED, /* a signal came for the program, a process of it ended, or made a trapped call */
    EVENT_UNSERVED,  /* clients wait at a passed socket, and the program holds none */
    EVENT_QUIET,     /* no client has been there for the idle time */
    EVENT_TURN,      /* --one-of: no other of the group runs */
    EVENT_OVERDUE,   /* another one has waited for its --max-wait */
    EVENT_PROGRAM_ENDED, /* the program that was started, or the last trace of a daemon it left */
    EVENT_ALL_GONE,  /* no process of it is left */
    EVENT_TIMED_OUT, /* the deadline of the state has passed */
    EVENT_COUNT,
};

void handle_event(struct service *service, enum event event);
