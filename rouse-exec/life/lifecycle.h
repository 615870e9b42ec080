/* What may happen to a service, and what is done about it in each state. */
#pragma once

#include <sys/signalfd.h>

#include "service/service.h"

enum event {
    EVENT_CONNECTED, /* a client waits at a passed socket */
    EVENT_USED,      /* a connection or a datagram arrived at a passed socket */
    EVENT_READY,     /* the program listens on what was passed */
    EVENT_UNSERVED,  /* clients wait at a passed socket, and the program holds none */
    EVENT_QUIET,     /* no client has been there for the idle time */
    EVENT_TURN,      /* --one-of: no other of the group runs */
    EVENT_OVERDUE,   /* another one has waited for its --max-wait */
    EVENT_PROGRAM_ENDED, /* the program that was started, or the last trace of a daemon it left */
    EVENT_ALL_GONE,  /* no process of it is left */
    EVENT_TIMED_OUT, /* the deadline of the state has passed */
    EVENT_COUNT,
};

/* Starts the program, now. */
void start_service(struct service *service);
/* Whoever sent a signal wants the service to end; the program decides when it does. */
void request_end(struct service *service);
/* Passes the signal on by which the service manager ends the service. */
void end_by_manager(struct service *service, const struct signalfd_siginfo *signal);
/* --learn: the program was told to end, and is killed after the stop timeout. */
void end_observation(struct service *service);
/* Continues what has stopped by itself: some time after a standstill, and again and again while the program is being
 * ended. A stopped process would not see the signal that is to end it. */
void thaw(struct service *service);
void handle_event(struct service *service, enum event event);
void enter_state(struct service *service, enum state state);
