/* How soon the scheduler runs us when a call of the program has woken us. On a busy machine a task waits its turn, and
 * with us the call does. A task that asks for short slices of time gets them sooner, and no more of them (EEVDF, Linux
 * 6.12; sched_setattr(2)). */
#pragma once

/* Asks for them. Nothing happens under a seccomp filter, which might kill for the question, and for a scheduling policy
 * other than SCHED_OTHER. */
void ask_for_short_slices(void);
/* Restores, in the child before exec, what rouse-exec found. */
void restore_slices(void);
