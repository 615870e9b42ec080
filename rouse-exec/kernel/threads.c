#include "kernel/threads.h"

#include <stdio.h>
#include <stdlib.h>

void open_threads(struct thread_walk *walk, pid_t pid) {
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    open_directory(&walk->tasks, path);
}

pid_t next_thread(struct thread_walk *walk) {
    const char *name = next_name(&walk->tasks);
    return name ? (pid_t)atoi(name) : 0;
}

void close_threads(struct thread_walk *walk) {
    close_directory(&walk->tasks);
}
