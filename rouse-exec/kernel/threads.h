/* The threads of a process, as /proc/PID/task shows them: those that come and go meanwhile may be missing. */
#pragma once

#include <sys/types.h>

#include "kernel/directory.h"

struct thread_walk {
    struct directory tasks;
};
/* A process that is gone has none. */
void open_threads(struct thread_walk *walk, pid_t pid);
/* Returns 0 at the end. */
pid_t next_thread(struct thread_walk *walk);
void close_threads(struct thread_walk *walk);
