#include "idle/standstill.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "clock.h"
#include "kernel/directory.h"
#include "kernel/process.h"

#define PATIENCE_US 50000

/* Each thread stops by itself. A thread in uninterruptible sleep (D) runs no code of the program either. */
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

static void send_to_all(const struct process_list *all, const struct standstill_guard *guard, int number) {
    for (size_t i = 0; i < all->count; i++)
        if (all->pids[i] != guard->pid)
            kill(all->pids[i], number);
}

static bool all_stand(const struct process_list *all, const struct standstill_guard *guard) {
    for (size_t i = 0; i < all->count; i++)
        if (all->pids[i] != guard->pid && !process_stands(all->pids[i]))
            return false;
    return true;
}

/* A process may have been forked between our list and the stop of its parent, so a list is final only when every
 * process on it stood still and the next list is as long. */
bool begin_standstill(struct standstill_guard *guard) {
    uint64_t end = now_us() + PATIENCE_US;
    struct process_list all;
    size_t before, count = 0;
    *guard = begin_standstill_guard();
    do {
        all = list_descendants();
        before = count;
        count = all.count;
        inform_standstill_guard(guard, &all);
        send_to_all(&all, guard, SIGSTOP);
        while (!all_stand(&all, guard) && now_us() < end)
            nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    } while (count != before && now_us() < end);
    return count == before && all_stand(&all, guard);
}

/* Bottom-up: a parent that ran already would be told by SIGCHLD that its children go on, in the middle of what it does
 * at the stop signal. */
void end_standstill(struct standstill_guard *guard) {
    struct process_list all = list_descendants();
    for (size_t i = all.count; i > 0; i--)
        if (all.pids[i - 1] != guard->pid)
            kill(all.pids[i - 1], SIGCONT);
    end_standstill_guard(guard);
}
