/* What a process does at a signal. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Whether the thread sleeps in pause(2) or sigsuspend(2), and would be woken by signal NUMBER, which has a handler and
 * is not pending. False when we may not look, and for 32-bit programs. */
bool waits_for_signal(pid_t tid, int number);

/* Whether signal NUMBER ends the process at once: it has the default action, and its first thread neither blocks it nor
 * takes it by sigwait(3), which unblocks it for the time of the call. */
bool is_ended_by(pid_t pid, int number);

/* Returns the number of the call in which the thread sleeps or stands (proc_pid_syscall(5)); -1: in none, or it runs. */
long standing_call(pid_t tid);
