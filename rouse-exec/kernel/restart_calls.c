#include "kernel/restart_calls.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "array.h"
#include "clock.h"
#include "kernel/foreign_thread.h"
#include "kernel/process.h"
#include "kernel/threads.h"
#include "scoped_fd.h"

#define PATIENCE_US 5000000 /* on a busy machine a thread waits for a processor before it can stop */

static const int at_one[] = {SYS_accept, SYS_accept4, SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg};
static const int at_many[] = {
    SYS_ppoll,
    SYS_pselect6,
#ifdef SYS_poll
    SYS_poll,
    SYS_select,
#endif
};

static bool is_one_of(long number, const int *calls, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (calls[i] == number)
            return true;
    return false;
}

/* proc_pid_syscall(5): the number of the call that the thread sleeps in, and its arguments. */
static bool waits(pid_t pid, pid_t tid, ino_t inode) {
    char path[64], text[256], *end;
    snprintf(path, sizeof path, "/proc/%d/task/%d/syscall", pid, tid);
    SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (length <= 0 || text[0] < '0' || text[0] > '9')
        return false;
    text[length] = 0;
    long number = strtol(text, &end, 10);
    if (is_one_of(number, at_many, COUNT_OF(at_many)))
        return true;
    return is_one_of(number, at_one, COUNT_OF(at_one)) && socket_inode(tid, (int)strtoul(end, NULL, 16)) == inode;
}

/* A thread in uninterruptible sleep (D) begins nothing anew, and waits at no socket. */
static bool still_runs(pid_t pid, pid_t tid, ino_t inode) {
    (void)inode;
    char state = state_of(pid, tid);
    return state != 0 && state != 'T' && state != 't' && state != 'Z' && state != 'X' && state != 'D';
}

/* On a processor, or waiting for one: perhaps inside such a call, before it sleeps. */
static bool runs(pid_t pid, pid_t tid, ino_t inode) {
    (void)inode;
    return state_of(pid, tid) == 'R';
}

typedef bool is_so(pid_t pid, pid_t tid, ino_t inode);

/* Returns a thread of PID, but not TID, for which it is so; 0 when there is none. */
static pid_t find_other(pid_t pid, pid_t tid, is_so *is, ino_t inode) {
    struct thread_walk walk;
    pid_t found = 0;
    open_threads(&walk, pid);
    for (pid_t other; !found && (other = next_thread(&walk));)
        found = other != tid && is(pid, other, inode) ? other : 0;
    close_threads(&walk);
    return found;
}

pid_t find_waiting(pid_t tid, ino_t inode) {
    return find_other(thread_group_of(tid), tid, waits, inode);
}

pid_t find_late(pid_t tid, ino_t inode) {
    pid_t running = find_other(thread_group_of(tid), tid, runs, 0);
    return running ? running : find_waiting(tid, inode);
}

bool may_restart_calls(pid_t tid) {
    pid_t pid = thread_group_of(tid);
    return pid > 0 && kill(pid, 0) == 0;
}

/* A signal to the process would go to its first thread, which may be the one that waits for our answer: that takes none
 * (WAIT_KILLABLE_RECV), and the others would never hear of it. */
void restart_calls(pid_t tid, pid_t waiting) {
    pid_t pid = thread_group_of(tid);
    uint64_t end = now_us() + PATIENCE_US;
    if (pid <= 0 || syscall(SYS_tgkill, pid, waiting, SIGSTOP) != 0)
        return;
    while (find_other(pid, tid, still_runs, 0) && now_us() < end)
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    kill(pid, SIGCONT);
}
