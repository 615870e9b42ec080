/* The standstill: the last look must not race the program, so the program stands still meanwhile, and a stop signal
 * with the default action then ends it before it runs another instruction. */
#pragma once

#include "idle/standstill_guard.h"

enum standstill {
    STANDSTILL_COMPLETE,
    STANDSTILL_INTERRUPTED, /* something arrived at a passed socket */
    STANDSTILL_FAILED,      /* one process did not stop in time; a sentence has named it */
};

/* Stops every descendant, parents before their children, and waits until all of them stand still: a second for each of
 * them, and five seconds at most. GUARD is to be given to end_standstill, whatever is returned. */
enum standstill begin_standstill(struct standstill_guard *guard);
/* Continues every descendant, children before their parents. */
void end_standstill(struct standstill_guard *guard);
/* Continues the descendants that have stopped since, or stopped themselves. */
void continue_stopped(void);
