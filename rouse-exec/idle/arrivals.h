/* Whose the connections were that have just arrived, with --ignore-clients. */
#pragma once

#include "service/service.h"

/* Looks who has come since the last call, by what is open now and by what the kernel remembers of what has ended
 * (TIME_WAIT). Returns true when somebody has come, and each is ignored: nobody else has left a trace. */
bool are_arrivals_ignored(struct service *service);
