/* Binds that no passed socket answers: kept for the report, and explained once per address. */
#pragma once

#include "bind/match.h"
#include "service/service.h"

/* Known already, or not worth knowing: a port of the kernel's choice, no socket we know, no room left. */
bool is_known_unmatched(const struct service *service, const struct address *address);
void note_unmatched(struct service *service, const struct bind_request *request, pid_t tid);
