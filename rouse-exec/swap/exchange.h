/* In a process that stands still, its descriptors of passed sockets become those of private ones, or the other way
 * round. */
#pragma once

#include "service/service.h"

enum exchange { EXCHANGE_FOR_PRIVATE, EXCHANGE_FOR_PASSED };

/* Whether process PID has something to exchange. */
bool is_to_exchange(const struct service *service, pid_t pid, enum exchange direction);

/* Returns false when something is left: with EPERM where ptrace(2) is refused, or when no thread of it is in a system
 * call. */
bool exchange_in(struct service *service, pid_t pid, enum exchange direction);
