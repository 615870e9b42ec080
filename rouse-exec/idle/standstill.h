/* The last look must not race the program: it stands still while we look, and a signal that its default
 * action answers then ends it before it runs another instruction. */
#pragma once

#include <stdbool.h>

#include "idle/standstill_guard.h"

/* Stops every descendant and waits, 50 ms at most, until all of them stand still. False: somebody does not. GUARD
 * is to be given to end_standstill. */
bool begin_standstill(struct standstill_guard *guard);
void end_standstill(struct standstill_guard *guard);
