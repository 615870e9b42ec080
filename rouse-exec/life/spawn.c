#include "life/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bind/rehearsal.h"
#include "freeze/cgroup.h"
#include "kernel/directory.h"
#include "kernel/stranger.h"
#include "kernel/time_slice.h"
#include "life/find_program.h"
#include "life/lost_privileges.h"
#include "life/run_guard.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "seccomp/deadly_filter.h"
#include "seccomp/filter.h"
#include "service_manager/environment.h"
#include "service_manager/listen_environment.h"

/* A file whose format the kernel does not know is a script of /bin/sh for execvp(3) of glibc, and an error for that of
 * musl: such a file is not left to execvp. */
int execute(char **program) {
    char file[PATH_MAX];
    errno = 0;
    if (locate_program(program[0], file) == 0)
        execv(file, program);
    if (errno != ENOEXEC)
        execvp(program[0], program);
    int error = errno;
    if (error == ENOENT)
        explain_not_found(program[0]);
    else
        explain_not_executable(program[0], error);
    return error == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
}

/* WATCHDOG_PID names the process that the watchdog of the unit watches, which is to be the program. */
static void adjust_environment(void) {
    const char *watched = getenv("WATCHDOG_PID");
    static char own[32];
    clear_listen_environment();
    if (!watched || atoi(watched) != getppid())
        return;
    snprintf(own, sizeof own, "WATCHDOG_PID=%d", getpid());
    replace_variable(own);
}

/* At a terminal the program becomes the foreground job of our session, so that Ctrl-C and Ctrl-Z reach it. Only if
 * its output goes there too, since another member of our pipeline may be reading the terminal. */
static bool owns_terminal(void) {
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && tcgetpgrp(STDIN_FILENO) == getpgrp();
}

/* The program has a session of its own, as under systemd: apache signals its whole process group, and we are not in
 * it. */
static void leave_our_group(bool on_terminal) {
    if (!on_terminal) {
        setsid();
        return;
    }
    setpgid(0, 0);
    tcsetpgrp(STDIN_FILENO, getpid());
}

static void explain_filter(void) {
    if (errno == EBUSY)
        die("cannot watch the program's binds: another seccomp listener is already there (a container runtime "
            "or a rouse-exec around this one); the kernel allows one");
    if (errno == EINVAL)
        die_errno("cannot watch the program's binds: this kernel has no seccomp notifications (Linux 5.9, "
                  "CONFIG_SECCOMP_FILTER)");
    if (errno != EPERM && errno != EACCES && errno != ENOSYS)
        die_errno("cannot watch the program's binds");
    die_errno("cannot watch the program's binds: seccomp(2) is refused; add \"%s\" to the unit's SystemCallFilter= or "
              "to the container's seccomp profile%s",
              needed_calls, errno == ENOSYS ? " (or the kernel was built without CONFIG_SECCOMP_FILTER)" : "");
}

/* Said before the rehearsal is answered, after which we are asked. */
static bool is_guarded(int channel) {
    char byte;
    return recv(channel, &byte, 1, MSG_DONTWAIT) == 1;
}

__attribute__((noreturn)) static void become_program(const struct service *service, char **program, pid_t parent,
                                                     int channel, const struct rehearsal *rehearsal) {
    /* Without us binds would fail with ENOSYS: the program must not outlive us. The parent may have died
     * before the request was in force. A guard takes over from here on, if there is one. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(EXIT_OWN_FAILURE);
    bool gave_up;
    leave_our_group(service->on_terminal);
    restore_slices();
    adjust_environment();
    int listener = install_filter(&service->traps, &gave_up);
    if (listener < 0)
        explain_filter();
    play_program(rehearsal, channel, listener);
    if (is_guarded(channel))
        prctl(PR_SET_PDEATHSIG, 0);
    if (!program)
        _exit(EXIT_SUCCESS);
    if (gave_up)
        explain_lost_privileges(program[0]);
    restore_signals(&service->signals);
    _exit(execute(program));
}

static void explain_death(pid_t child) {
    int status;
    if (waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        warn("cannot watch the program's binds: a seccomp filter forbids it; in a unit add \"%s\" to SystemCallFilter=",
             needed_calls);
}

static pid_t fork_rehearsed(struct service *service, char **program, const struct rehearsal *rehearsal) {
    int channel[2];
    if (rehearsal->old < 0 || rehearsal->fresh < 0 ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel) != 0)
        return -1;
    SCOPED_FD ours = channel[0];
    SCOPED_FD theirs = channel[1];
    pid_t parent = getpid(), child = fork();
    if (child < 0)
        return -1;
    if (child == 0) {
        close(ours); /* a copy would keep the listener in flight, and the rehearsal waiting, if we were killed now */
        become_program(service, program, parent, theirs, rehearsal);
    }
    set_apart_from_strangers(child);
    if (service->terminal_group != 0 && setpgid(child, child) == 0)
        service->terminal_group = child;
    close(theirs);
    theirs = -1;
    if (program)
        take_into_cgroup(child);
    if (program && begin_run_guard(service) && send(ours, "G", 1, MSG_NOSIGNAL) != 1)
        end_run_guard(service);
    service->listener = play_supervisor(rehearsal, ours);
    inform_run_guard(service);
    return child;
}

/* Returns -1, with errno, when there is no process or descriptor to spare. */
static pid_t fork_program(struct service *service, char **program) {
    struct rehearsal rehearsal = prepare_rehearsal();
    pid_t child = fork_rehearsed(service, program, &rehearsal);
    int error = errno;
    close_rehearsal(&rehearsal);
    errno = error;
    return child;
}

/* What was opened before us belongs to the program: a pipe of which we kept a copy would never end. All that we
 * opened ourselves is close-on-exec. */
static void close_inherited(void) {
    struct directory own;
    const char *name;
    open_directory(&own, "/proc/self/fd");
    while ((name = next_name(&own))) {
        int fd = atoi(name), flags = fcntl(fd, F_GETFD);
        if (fd > STDERR_FILENO && flags >= 0 && !(flags & FD_CLOEXEC))
            close(fd);
    }
    close_directory(&own);
}

bool start_program(struct service *service) {
    service->on_terminal = owns_terminal();
    service->terminal_group = service->on_terminal ? getpgrp() : 0; /* until the program has its own */
    pid_t child = fork_program(service, service->options->program);
    if (child < 0)
        return false;
    if (service->listener < 0) {
        explain_death(child);
        exit(EXIT_OWN_FAILURE);
    }
    service->program = child;
    service->program_status = 0;
    if (!service->options->lazy && !service->options->retry)
        close_inherited();
    return true;
}

bool rehearse_handover(struct service *service) {
    bool on_terminal = service->on_terminal;
    service->on_terminal = false;
    pid_t child = fork_program(service, NULL);
    service->on_terminal = on_terminal;
    if (child < 0)
        die_errno("cannot start a process that tries the hand-over");
    if (service->listener < 0) {
        explain_death(child);
        return false;
    }
    close(service->listener);
    service->listener = -1;
    waitpid(child, NULL, 0);
    return true;
}

void take_terminal_back(struct service *service) {
    if (service->on_terminal)
        tcsetpgrp(STDIN_FILENO, getpgrp());
    service->on_terminal = false;
}
