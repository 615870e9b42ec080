/* --lazy: no program runs, and the sockets are ours to watch. */
#pragma once

#include "sockets/passed.h"

/* Returns a descriptor that is readable as long as a client waits at one of the passed sockets. */
int watch_sockets(const struct passed_set *set);

/* Reads away the errors that the kernel has queued on datagram sockets (IP_RECVERR, ip(7)): a client that vanished before
 * its answer. Each would wake the program as a client does, again and again, and to systemd it is a failed socket. */
void forget_errors(const struct passed_set *set);
