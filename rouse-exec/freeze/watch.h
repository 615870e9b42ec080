/* What wakes a frozen program: a client at a socket on which it would accept one, or a datagram at a passed socket. */
#pragma once

#include "sockets/passed.h"

/* Returns a descriptor that is readable as long as a client waits at a passed socket, or at another listening socket of
 * the program, which a client would find closed if the program were stopped; -1 with errno. */
int watch_frozen(const struct passed_set *set);

/* Closes it, and what it needed. */
void end_watch(int watch);
