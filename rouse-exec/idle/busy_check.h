/* --busy-check: a command that says whether the program is busy. A process of its own runs it (rouse-check), so that calls
 * of the program are answered meanwhile. */
#pragma once

#include <stdbool.h>

#include "service/service.h"

/* Asks the command, unless it runs, and says what it has answered since. */
bool is_busy_by_check(struct service *service, struct decision *decision);
/* There was use: what it has answered, or will, counts no more. */
void void_busy_check(struct service *service);
/* Becomes readable at its answer; -1: it does not run. */
int busy_check_channel(const struct service *service);
/* Takes the answer; the next look is due then. */
void hear_busy_check(struct service *service);
/* Ends it with all that it runs, within a second. */
void end_busy_check(struct service *service);
