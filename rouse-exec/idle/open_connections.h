#pragma once

#include "service/service.h"

/* Returns how many connections to SOCKET are in the hands of the program, counted up to LIMIT; CANNOT_TELL when we may
 * not look into one of its processes. */
int count_accepted(const struct passed_socket *socket, int limit);
/* The same for a socket of the program's own. */
int count_accepted_at(const struct listener *listener, int limit);

/* Returns how many connections to SOCKET are open, counted up to LIMIT; CANNOT_TELL (connections.h) when neither the
 * kernel's list nor the program's descriptors say. */
int count_open_connections(const struct service *service, struct passed_socket *socket, int limit);
