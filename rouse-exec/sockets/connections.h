/* The connections of a passed socket, as the kernel's list has them. */
#pragma once

#include "sockets/passed.h"

#define CANNOT_TELL (-1)

/* Returns how many connections that were made to SOCKET are open or wait in its accept queue, counted up to LIMIT;
 * CANNOT_TELL when the kernel does not answer. A datagram socket has
 * those that the program connected beside it. */
int count_connections(const struct passed_socket *socket, int limit);
