/* Connections to the addresses that the program binds by itself beside a passed socket of the same port. */
#pragma once

#include "idle/quiet.h"
#include "service/service.h"

/* Returns how many are open and are use, counted up to LIMIT, and adds to USE what is told of them and of the others. What
 * the kernel does not tell is none: an arrival there is no matter of ours. */
int count_connections_beside(const struct service *service, int limit, struct use_count *use);
