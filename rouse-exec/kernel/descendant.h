/* Signals for processes below this one, or known by their start times. A list of them is old as soon as it is made: one
 * may have ended since, and its number be that of a stranger. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "kernel/process.h"

/* False for strangers (kernel/stranger.h) and what is below them. */
bool is_descendant(pid_t pid);

/* Sends signal NUMBER to PID if that is a descendant now. */
void signal_descendant(pid_t pid, int number);

/* Sends signal NUMBER to the process if it has not ended. */
void signal_identified(const struct process_identity *identity, int number);

/* From now on signals are sent without pidfd_send_signal(2), which a seccomp filter around us would kill us for. The
 * moment between look and signal is then unguarded. */
void signal_without_pidfd(void);
