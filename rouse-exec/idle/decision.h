/* Whether the program sleeps, and else why not: one table, whose rows are the words of the report. */
#pragma once

#include <stdbool.h>

#include "service/service.h"

/* The program is ready, and nothing was asked about this run yet. */
void begin_vetoes(struct service *service);
/* The last look has found REASON. Its text is that of the table, and may be written over. */
void decide(struct service *service, enum reason reason);
/* No client has been there for the idle time: asks whatever may keep the program awake all the same, what costs least
 * first. Returns whether it does. */
bool is_vetoed(struct service *service);
