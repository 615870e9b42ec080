#pragma once

#include "idle/quiet.h"
#include "service/service.h"

/* Returns how many connections to SOCKET are open and are use, counted up to LIMIT, and adds to USE what is told of them
 * and of the others; CANNOT_TELL (connections.h) when neither the kernel's list nor the program's descriptors say. */
int count_open_connections(const struct service *service, struct passed_socket *socket, int limit,
                           struct use_count *use);
