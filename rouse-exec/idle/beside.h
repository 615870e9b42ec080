/* Connections to the addresses that the program binds by itself beside a passed socket of the same port. */
#pragma once

#include "service/service.h"

/* Returns how many are open, counted up to LIMIT. What the kernel does not tell is none: an arrival there is no matter
 * of ours. */
int count_connections_beside(const struct service *service, int limit);
