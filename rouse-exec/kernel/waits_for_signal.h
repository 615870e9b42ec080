/* Whether a program waits for nothing but a signal. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Whether the thread sleeps in pause(2) or sigsuspend(2), and would be woken by signal NUMBER, which has a handler and
 * is not pending. False when we may not look, and for 32-bit programs. */
bool waits_for_signal(pid_t tid, int number);
