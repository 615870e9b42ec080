/* What a program holds in the place of a passed socket while it stops: a listening socket on which no client comes. A
 * program with a handler for the stop signal may go on accepting for a while, and drop what it accepts; so those that
 * come meanwhile wait at the passed socket, for the next run. */
#pragma once

#include "sockets/passed.h"

/* Makes one for SOCKET, if that is a stream socket on which connections arrive. One of IP is bound to a loopback address,
 * at a port that the kernel chooses: a program that connects to the name of its own socket, so as to wake up, reaches it.
 * One of a unix socket has its very path, in a mount namespace that nobody else sees: programs remove the file that
 * getsockname(2) names. Returns false with errno. */
bool make_private_listener(struct passed_socket *socket);
void close_private_listener(struct passed_socket *socket);

/* Has whoever waits at it look: once, by a connection that ends at once; at a unix socket by shutdown(2). */
void poke_private_listener(const struct passed_socket *socket);
