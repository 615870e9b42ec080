/* Whether something arrived at a passed socket, even if the program has taken it already. epoll and poll cannot tell:
 * once woken, they ask the socket again, and report nothing when it is empty by then. A SIGIO (O_ASYNC, fcntl(2)) is
 * sent when the connection or datagram arrives, and stays pending whatever happens next. */
#pragma once

#include <stdbool.h>
#include <sys/signalfd.h>

#include "sockets/passed.h"

/* From now on the next arrival sends us SIGIO. Returns false when a socket that was ARMED before no longer was: a
 * program that sets its flags with F_SETFL to O_NONBLOCK alone clears O_ASYNC. */
bool arm_activity(const struct passed_set *set, bool armed);
/* Disarms the sockets until the next look: a busy service would send a signal for every connection. */
void disarm_activity(const struct passed_set *set);
/* Whether such a signal is pending that has not been read yet. */
bool is_activity_pending(void);
/* Whether SIGNAL is such a signal, and not a SIGIO that another process sent to the program. */
bool is_activity(const struct signalfd_siginfo *signal);
