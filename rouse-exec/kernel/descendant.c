#include "kernel/descendant.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "kernel/process.h"
#include "kernel/stranger.h"
#include "kernel/uapi.h"
#include "scoped_fd.h"

static bool without_pidfd;

void signal_without_pidfd(void) {
    without_pidfd = true;
}

bool is_descendant(pid_t pid) {
    pid_t parent;
    for (; (parent = parent_of(pid)) > 0 && !is_stranger(pid); pid = parent)
        if (parent == getpid())
            return true;
    return false;
}

static int open_process(pid_t pid) {
    return without_pidfd ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
}

static void send_signal(pid_t pid, int process, int number) {
    if (process >= 0 && (syscall(SYS_pidfd_send_signal, process, number, NULL, 0) == 0 || errno == ESRCH))
        return;
    kill(pid, number);
}

/* The descriptor is opened before the look: it stays that of the process that was looked at. */
void signal_descendant(pid_t pid, int number) {
    SCOPED_FD process = open_process(pid);
    if (is_descendant(pid))
        send_signal(pid, process, number);
}

void signal_identified(const struct process_identity *identity, int number) {
    SCOPED_FD process = open_process(identity->pid);
    if (is_still(identity))
        send_signal(identity->pid, process, number);
}
