#include "seccomp/deadly_filter.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/descendant.h"
#include "kernel/foreign_thread.h"
#include "kernel/uapi.h"
#include "messages/log.h"

const char needed_calls[] = "seccomp pidfd_open pidfd_getfd process_vm_readv";

__attribute__((noreturn)) static void make_the_calls(void) {
    char from = 0, to;
    struct iovec here = {&to, 1}, there = {&from, 1};
    int own = (int)syscall(SYS_pidfd_open, getpid(), 0);
    syscall(SYS_pidfd_getfd, own, STDERR_FILENO, 0);
    process_vm_readv(getpid(), &here, 1, &there, 1, 0);
    _exit(0);
}

__attribute__((noreturn)) static void send_by_pidfd(void) {
    syscall(SYS_pidfd_send_signal, -1, 0, NULL, 0);
    _exit(0);
}

__attribute__((noreturn)) static void compare_descriptions(void) {
    is_same_description(getpid(), STDERR_FILENO, STDERR_FILENO);
    _exit(0);
}

__attribute__((noreturn)) static void trace_nobody(void) {
    ptrace(PTRACE_SEIZE, -1, 0, 0);
    _exit(0);
}

__attribute__((noreturn)) static void advise_nobody(void) {
    syscall(SYS_process_madvise, -1, NULL, 0UL, 0, 0U);
    _exit(0);
}

static bool without_ptrace, without_process_madvise;

bool may_trace(void) {
    return !without_ptrace;
}

bool may_advise(void) {
    return !without_process_madvise;
}

/* Yama may forbid it as well (ptrace_scope), or a filter that kills nobody. */
static bool try_to_trace(void) {
    pid_t child = fork();
    if (child == 0)
        for (;;)
            pause();
    bool traced = child > 0 && ptrace(PTRACE_SEIZE, child, 0, 0) == 0;
    if (child > 0) {
        kill(child, SIGKILL);
        waitpid(child, NULL, __WALL);
    }
    return traced;
}

bool can_trace_child(void) {
    static bool tried, can;
    if (!tried && may_trace())
        can = try_to_trace();
    tried = true;
    return can;
}

static bool is_deadly(void (*calls)(void)) {
    int status;
    pid_t child = fork();
    if (child < 0)
        die_errno("cannot find out which system calls are allowed here");
    if (child == 0)
        calls();
    return waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

void refuse_deadly_filter(void) {
    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != SECCOMP_MODE_FILTER)
        return;
    if (is_deadly(make_the_calls))
        die("cannot hand sockets over here: a seccomp filter kills for the calls that the hand-over needs; in a unit "
            "add \"%s\" to SystemCallFilter=",
            needed_calls);
    if (is_deadly(send_by_pidfd))
        signal_without_pidfd();
    if (is_deadly(compare_descriptions))
        compare_without_kcmp();
    without_ptrace = is_deadly(trace_nobody);
    without_process_madvise = is_deadly(advise_nobody);
}
