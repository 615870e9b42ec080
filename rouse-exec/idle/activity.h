/* That something came to a passed socket, also when the program has taken it already. epoll and poll cannot
 * tell: woken, they ask the socket anew, and report nothing when it is empty by then. A SIGIO (O_ASYNC,
 * fcntl(2)) is sent when the connection or datagram arrives and stays pending whatever happens next. */
#pragma once

#include <stdbool.h>
#include <sys/signalfd.h>

#include "sockets/passed.h"

/* From now on the next arrival sends us SIGIO. False when this was no longer so for a socket that ARMED says
 * it was: a program that sets its flags with F_SETFL, O_NONBLOCK alone takes O_ASYNC away. */
bool arm_activity(const struct passed_set *set, bool armed);
/* A busy service would send one for every connection. */
void disarm_activity(const struct passed_set *set);
/* Whether one is pending that has not been read yet. */
bool is_activity_pending(void);
/* Whether a signal is one of these, and not a SIGIO that somebody sent to the program. */
bool is_activity(const struct signalfd_siginfo *signal);
