/* Binds that no passed socket answers: they are kept for the report, and explained once per address. */
#pragma once

#include "bind/match.h"
#include "service/service.h"

/* Whether the bind is known already, or not worth noting: the kernel chooses the port, the family is unknown, or
 * there is no room left. */
bool is_known_unmatched(const struct service *service, const struct address *address);
void note_unmatched(struct service *service, const struct bind_request *request, pid_t tid);
