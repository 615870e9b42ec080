#pragma once

#include <stdbool.h>

/* Ends with a sentence and status 125 when a seccomp filter above us (SystemCallFilter= of a unit, a container's
 * profile) would kill us for a call that the hand-over needs. Killing is the default action of such a filter, and
 * nobody would be left to say why. */
void refuse_deadly_filter(void);

/* Whether ptrace(2) may be tried: false when such a filter would kill us for it, as refuse_deadly_filter has found. */
bool may_trace(void);

/* The same of process_madvise(2). */
bool may_advise(void);

/* The system calls, besides the common ones, that a seccomp filter around us must allow. */
extern const char needed_calls[];

/* Whether we may trace a child of ours, which is tried once. */
bool can_trace_child(void);
