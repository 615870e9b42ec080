/* A process that continues the program if we are killed during the standstill: the SIGTERM that the program gets then
 * is pending until it continues. */
#pragma once

#include "kernel/process.h"

struct standstill_guard {
    pid_t pid; /* -1: there is none */
    int channel;
};

struct standstill_guard begin_standstill_guard(void);
/* Names the processes to continue, before they are stopped. */
void inform_standstill_guard(const struct standstill_guard *guard, const struct process_list *stopped);
/* Ends the guard: we have continued the processes ourselves. */
void end_standstill_guard(struct standstill_guard *guard);
