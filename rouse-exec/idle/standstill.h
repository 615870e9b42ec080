/* The standstill: the last look must not race the program, so the program stands still meanwhile, and a stop signal
 * with the default action then ends it before it runs another instruction. */
#pragma once

enum standstill {
    STANDSTILL_COMPLETE,
    STANDSTILL_INTERRUPTED, /* something arrived at a passed socket */
    STANDSTILL_FAILED,      /* one process did not stop in time, or there are too many; a sentence has said so */
};

/* Stops every descendant, parents before their children, and waits until all of them stand still: a second for each of
 * them, and five seconds at most. Whatever is returned, end_standstill is to be called. */
enum standstill begin_standstill(void);
/* Continues every descendant, children before their parents. */
void end_standstill(void);
/* Continues the descendants that have stopped since, or stopped themselves. */
void continue_stopped(void);
