/* A process that continues the program if we are killed while it stands still: SIGTERM, which it gets then, waits
 * until it goes on. */
#pragma once

#include "kernel/process.h"

struct standstill_guard {
    pid_t pid; /* -1: there is none */
    int channel;
};

struct standstill_guard begin_standstill_guard(void);
/* To be called before they are stopped. */
void inform_standstill_guard(const struct standstill_guard *guard, const struct process_list *stopped);
/* They go on, by us. */
void end_standstill_guard(struct standstill_guard *guard);
