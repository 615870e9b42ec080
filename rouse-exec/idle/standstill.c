#include "idle/standstill.h"

#include <signal.h>
#include <time.h>

#include "clock.h"
#include "idle/activity.h"
#include "kernel/descendant.h"
#include "kernel/process.h"
#include "kernel/process_list.h"
#include "kernel/threads.h"
#include "messages/log.h"

#define PATIENCE_US 1000000 /* for each process: on a busy machine 400 threads take half of it */
#define LONGEST_US 5000000  /* for all of them */
#define LONGEST_PAUSE_NS 2000000

/* Each thread stops by itself. A thread in uninterruptible sleep (D) runs no code of the program either. */
static bool thread_stands(pid_t pid, pid_t tid) {
    char state = state_of(pid, tid);
    return state == 0 || state == 'T' || state == 't' || state == 'Z' || state == 'X' || state == 'D';
}

static bool process_stands(pid_t pid) {
    struct thread_walk walk;
    bool stands = true;
    open_threads(&walk, pid);
    for (pid_t tid; stands && (tid = next_thread(&walk));)
        stands = thread_stands(pid, tid);
    close_threads(&walk);
    return stands;
}

static void explain_late(pid_t pid) {
    static bool warned;
    char name[32];
    if (!warned)
        warn("cannot bring the program to a standstill now: process %d (%s) is too busy to stop; this is tried again later",
             pid, process_name(pid, name, sizeof name));
    warned = true;
}

static void explain_crowd(void) {
    static bool warned;
    if (!warned)
        warn("cannot bring the program to a standstill: it has more than %d processes", PROCESSES_MAX - 1);
    warned = true;
}

/* A client that comes meanwhile is not to wait for the slowest of a thousand processes. */
static enum standstill wait_for(pid_t pid, uint64_t end) {
    long pause = 100000;
    while (!process_stands(pid)) {
        if (is_activity_pending())
            return STANDSTILL_INTERRUPTED;
        if (now_us() >= end) {
            explain_late(pid);
            return STANDSTILL_FAILED;
        }
        nanosleep(&(struct timespec){.tv_nsec = pause}, NULL);
        pause = pause < LONGEST_PAUSE_NS ? pause * 2 : LONGEST_PAUSE_NS;
    }
    return STANDSTILL_COMPLETE;
}

static enum standstill wait_for_all(const struct process_list *all, uint64_t end) {
    enum standstill reached = STANDSTILL_COMPLETE;
    for (size_t i = 0; i < all->count && reached == STANDSTILL_COMPLETE; i++)
        reached = wait_for(all->pids[i], earlier(end, now_us() + PATIENCE_US));
    return reached;
}

static bool all_stand(const struct process_list *all) {
    for (size_t i = 0; i < all->count; i++)
        if (!process_stands(all->pids[i]))
            return false;
    return true;
}

static void stop_all(const struct process_list *all) {
    for (size_t i = 0; i < all->count; i++)
        signal_descendant(all->pids[i], SIGSTOP);
}

/* Top-down, a generation at a time: a parent that ran while its children stop would be told so by SIGCHLD. It may then
 * stand between that handler and its next wait(2), where the stop signal interrupts no call and is forgotten by
 * whoever looks at a flag before it waits; su and sudo would stop themselves. What stands has no new children, so the
 * list is final when everybody on it stood already and the next generation has nobody. */
enum standstill begin_standstill(void) {
    uint64_t end = now_us() + LONGEST_US;
    size_t before = 0;
    for (size_t generations = 1;; generations++) {
        struct process_list all = list_generations(generations);
        if (all.count == before && all_stand(&all))
            return STANDSTILL_COMPLETE;
        if (all.count == PROCESSES_MAX) {
            explain_crowd();
            return STANDSTILL_FAILED;
        }
        before = all.count;
        stop_all(&all);
        enum standstill reached = wait_for_all(&all, end);
        if (reached != STANDSTILL_COMPLETE)
            return reached;
    }
}

void continue_stopped(void) {
    struct process_list all = list_descendants();
    for (size_t i = all.count; i > 0; i--)
        if (state_of(all.pids[i - 1], all.pids[i - 1]) == 'T')
            signal_descendant(all.pids[i - 1], SIGCONT);
}

/* Bottom-up: su, sudo and shells with job control stop themselves when a child of theirs is stopped, and a parent that
 * ran already would be told by SIGCHLD that its children go on, in the middle of what it does at the stop signal. */
void end_standstill(void) {
    struct process_list all = list_descendants();
    for (size_t i = all.count; i > 0; i--)
        signal_descendant(all.pids[i - 1], SIGCONT);
}
