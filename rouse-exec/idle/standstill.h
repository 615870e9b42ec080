/* The standstill: the last look must not race the program, so the program stands still meanwhile, and a stop signal
 * with the default action then ends it before it runs another instruction. */
#pragma once

#include <stdbool.h>

#include "idle/standstill_guard.h"

/* Stops every descendant and waits until all of them stand still, for 50 ms at most. Returns false when one does not.
 * GUARD is to be given to end_standstill. */
bool begin_standstill(struct standstill_guard *guard);
void end_standstill(struct standstill_guard *guard);
