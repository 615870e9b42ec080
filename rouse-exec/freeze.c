#include "freeze.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "process.h"
#include "resource.h"

#define PATIENCE_US 50000

static pid_t pids[PROCESSES_MAX];
static size_t pid_count;

/* Each thread stops by itself. One in an uninterruptible wait (D) runs no code of the program either. */
static bool thread_stands(pid_t pid, pid_t tid) {
    char state = state_of(pid, tid);
    return state == 0 || state == 'T' || state == 't' || state == 'Z' || state == 'X' || state == 'D';
}

static bool process_stands(pid_t pid) {
    char path[64];
    struct directory tasks;
    const char *name;
    bool stands = true;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    open_directory(&tasks, path);
    while (stands && (name = next_name(&tasks)))
        stands = thread_stands(pid, (pid_t)atoi(name));
    close_directory(&tasks);
    return stands;
}

static void stop_all(void) {
    pid_count = list_descendants(pids);
    for (size_t i = 0; i < pid_count; i++)
        kill(pids[i], SIGSTOP);
}

static bool all_stand(void) {
    for (size_t i = 0; i < pid_count; i++)
        if (!process_stands(pids[i]))
            return false;
    return true;
}

/* A process may have been forked between our list and its parent's stop, so a list is final only when
 * everybody on it stood still and the next one is as long. */
void freeze_program(void) {
    uint64_t end = now_us() + PATIENCE_US;
    size_t before;
    do {
        before = pid_count;
        stop_all();
        while (!all_stand() && now_us() < end)
            nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    } while (pid_count != before && now_us() < end);
}

void thaw_program(void) {
    for (size_t i = 0; i < pid_count; i++)
        kill(pids[i], SIGCONT);
    pid_count = 0;
}
