/* A process that continues the program if we are killed while it stands still: SIGTERM, which it gets then, waits
 * until it goes on. */
#pragma once

#include "kernel/process.h"

struct thaw_guard {
    pid_t pid; /* -1: there is none */
    int channel;
};

struct thaw_guard begin_thaw_guard(void);
/* To be called before they are stopped. */
void tell_thaw_guard(const struct thaw_guard *guard, const struct process_list *stopped);
/* They go on, by us. */
void end_thaw_guard(struct thaw_guard *guard);
