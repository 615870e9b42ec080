/* The socket filter (SO_ATTACH_FILTER) says which packets a socket takes: it decides who is let in. */
#pragma once

#include <stdbool.h>

#include "sockets/passed.h"

/* Gives SOCKET the filter that the program set on its own socket FROM, and cuts off whoever came before it. Returns
 * false, with a warning, where that cannot be: then the program must not get SOCKET. */
bool carry_filter(int from, struct passed_socket *socket);

/* Copies the filter to a new socket. Sets errno. */
bool copy_filter(int from, int to);

/* Takes off the filter at the end of a run. One that is as it was at the bind stays while the program is ASLEEP, so
 * that it decides who wakes the program. */
void end_filter(const struct passed_socket *socket, bool asleep);
