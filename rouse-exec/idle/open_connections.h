#pragma once

#include "service/service.h"

/* Returns how many connections to SOCKET are open, counted up to LIMIT; CANNOT_TELL (connections.h) when neither the
 * kernel's list nor the program's descriptors say. */
int count_open_connections(const struct service *service, struct passed_socket *socket, int limit);
