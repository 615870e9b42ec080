#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "array.h"
#include "kernel/own_namespace.h"
#include "kernel/uapi.h"
#include "kernel/process.h"
#include "kernel/sock_diag.h"
#include "life/spawn.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "seccomp/deadly_filter.h"
#include "service/service.h"
#include "sockets/passed.h"

static struct {
    struct utsname name;
    unsigned version; /* 5.9 is 509 */
} kernel;

static void read_kernel(void) {
    char *end;
    if (uname(&kernel.name) != 0)
        return;
    unsigned long major = strtoul(kernel.name.release, &end, 10);
    kernel.version = (unsigned)(major * 100 + (*end == '.' ? strtoul(end + 1, NULL, 10) : 0));
}

static const char *judge_kernel(void) {
    static char text[sizeof kernel.name.release + sizeof kernel.name.machine + 96];
    snprintf(text, sizeof text, "%s: Linux %s %s", kernel.version >= 509 ? "ok" : "missing: 5.9 or later is needed",
             kernel.name.release, kernel.name.machine);
    return text;
}

/* Called with no filter at all: the kernel checks the flags first. */
static const char *judge_signals(void) {
    unsigned flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
    errno = 0;
    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, NULL);
    return errno == EFAULT ? "ok"
                           : "limited: before Linux 5.19 a signal may interrupt a bind, which is then made again";
}

static const char *judge_speed(void) {
    return kernel.version >= 606 ? "ok" : "limited: before Linux 6.6 a bind takes about four times as long";
}

static const char *judge_threads(void) {
    SCOPED_FD own = (int)syscall(SYS_pidfd_open, getpid(), PIDFD_THREAD);
    return own >= 0 ? "ok"
                    : "limited: before Linux 6.9 a socket of a thread that has descriptors of its own loses the options "
                      "that were set on it";
}

static const char *judge_memory(void) {
    char from = 0, to;
    struct iovec here = {&to, 1}, there = {&from, 1};
    return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == 1
               ? "ok"
               : "limited: process_vm_readv is refused, so /proc/PID/mem is read instead";
}

static const char *judge_descriptors(void) {
    SCOPED_FD own = (int)syscall(SYS_pidfd_open, getpid(), 0);
    SCOPED_FD copy = (int)syscall(SYS_pidfd_getfd, own, STDERR_FILENO, 0);
    return copy >= 0 || errno == EBADF
               ? "ok"
               : "limited: pidfd_getfd is refused, so the options that a program set on its socket, and its epoll sets, "
                 "are not carried over; add pidfd_getfd to SystemCallFilter= or to the profile of the container";
}

static const char *judge_options(void) {
    uint64_t cookie;
    socklen_t length = sizeof cookie;
    SCOPED_FD probe = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return getsockopt(probe, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &length) == 0
               ? "ok"
               : "limited: before Linux 5.14 the options SO_MARK, SO_PRIORITY, SO_BUSY_POLL, IP_TRANSPARENT and "
                 "TCP_CONGESTION are not carried over";
}

static char ptrace_scope(void) {
    char scope = '0';
    SCOPED_FD fd = open("/proc/sys/kernel/yama/ptrace_scope", O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && read(fd, &scope, 1) != 1)
        return '?';
    return scope;
}

static const char *judge_yama(void) {
    char scope = ptrace_scope();
    if (scope == '3')
        return "missing: kernel.yama.ptrace_scope is 3, which lets nobody look into a program; set it to 1 and reboot";
    if (scope == '2' && !has_capability(CAP_SYS_PTRACE))
        return "missing: kernel.yama.ptrace_scope is 2; run rouse-exec as root, or set it to 1";
    return "ok";
}

static const char *judge_privileges(void) {
    return has_capability(CAP_SYS_ADMIN)
               ? "ok"
               : "limited: no_new_privs will be set, so setuid programs and file capabilities gain nothing below the "
                 "program; run rouse-exec as root (rouse add --system) for a program that needs them";
}

static const char *judge_hidden(void) {
    return has_capability(CAP_SYS_PTRACE)
               ? "ok"
               : "limited: a program that is not dumpable, or whose file may not be read, gets its socket only if exactly "
                 "one is passed; for several, run rouse-exec as root";
}

static const char *judge_idle(void) {
    static struct passed_socket room[1];
    struct passed_set set = {.sockets = room};
    struct sockaddr_in loopback = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    SCOPED_FD probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe < 0 || bind(probe, (struct sockaddr *)&loopback, sizeof loopback) != 0 || listen(probe, 1) != 0)
        return "limited: no socket can be made to try it with";
    add_passed(&set, probe, "probe");
    return is_visible(&set.sockets[0].address, SOCK_STREAM, set.sockets[0].inode)
               ? "ok"
               : "limited: sock_diag cannot be asked, so connections are counted by the program's descriptors; add "
                 "AF_NETLINK to RestrictAddressFamilies=";
}

static const char *judge_stop(void) {
    return can_trace_child()
               ? "ok"
               : "limited: ptrace is refused, so a program with a handler for the stop signal may drop a client that "
                 "connects while it stops, and --ready-check cannot work; add ptrace to SystemCallFilter= or to the profile of the container";
}

static const char *judge_gate(void) {
    int status;
    pid_t child = fork();
    if (child == 0)
        _exit(enter_own_namespaces(CLONE_NEWNET | CLONE_NEWNS) ? 0 : 1);
    bool enters = child > 0 && waitpid(child, &status, 0) == child && status == 0;
    return enters ? "ok"
                  : "limited: no network namespace can be made, so until it is ready a program has a socket of another "
                    "address (--ready-check); allow it in RestrictNamespaces=";
}

static const char *judge_io_uring(void) {
    return kernel.version < 611 ? "ok"
                                : "limited: a bind through io_uring (Linux 6.11) is not seen; turn io_uring off in a "
                                  "program that binds through it";
}

static const struct judgement {
    const char *name;
    const char *(*judge)(void);
    /* What "ok" means. */
    const char *works;
} judgements[] = {
    {"kernel", judge_kernel, NULL},
    {"signals", judge_signals, "a signal does not interrupt a bind"},
    {"speed", judge_speed, "a program continues as soon as its bind is answered"},
    {"threads", judge_threads, "a socket of a thread that has descriptors of its own keeps its options"},
    {"memory", judge_memory, "the addresses that a program binds can be read"},
    {"descriptors", judge_descriptors, "socket options and epoll sets are carried over"},
    {"options", judge_options, "socket options that need a privilege are carried over"},
    {"yama", judge_yama, "Yama lets rouse-exec look into its program"},
    {"privileges", judge_privileges, "setuid programs and file capabilities work below the program"},
    {"hidden", judge_hidden, "a program that is not dumpable is given its sockets"},
    {"stop", judge_stop, "clients that connect while a program stops wait for its next run"},
    {"gate", judge_gate, "a program that is not ready practises on sockets that nobody else sees (--ready-check)"},
    {"io_uring", judge_io_uring, "this kernel has no bind through io_uring"},
    {"idle", judge_idle, "sock_diag counts connections"},
};

static void print_line(const char *name, const char *verdict, const char *works) {
    bool is_bare = works && strcmp(verdict, "ok") == 0;
    print("%-12s %s%s%s\n", name, verdict, is_bare ? ": " : "", is_bare ? works : "");
}

/* Tries the whole hand-over; if it fails, stderr says why before this returns. */
static bool judge_handover(void) {
    static struct service service;
    static struct options options;
    service.options = &options;
    service.listener = -1;
    service.signals = block_signals();
    return rehearse_handover(&service);
}

bool check_machine(void) {
    read_kernel();
    refuse_deadly_filter();
    for (size_t i = 0; i < COUNT_OF(judgements); i++)
        print_line(judgements[i].name, judgements[i].judge(), judgements[i].works);
    bool works = judge_handover();
    print_line("hand-over", works ? "ok" : "missing: see the message on stderr",
               "a rehearsal with a child process succeeded");
    return works;
}
