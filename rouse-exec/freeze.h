/* The last look must not race the program: it stands still while we look, and a signal that its default
 * action answers then ends it before it runs another instruction. */
#pragma once

/* Stops every descendant and waits until they stand still (50 ms at most). */
void freeze_program(void);
void thaw_program(void);
