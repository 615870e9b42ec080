#include "kernel/bounded_read.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/process.h"
#include "messages/log.h"
#include "scoped_fd.h"

#define PATIENCE_MS 1000

static bool may_fault;

void set_may_fault_for_ever(bool may) {
    may_fault = may;
}

bool may_fault_for_ever(void) {
    return may_fault;
}

/* It has copies of the passed sockets, and must not outlive us with them. */
static void end_with(pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(ESRCH);
}

/* Without an exit signal its end is no SIGCHLD, and waitpid(2) sees it only with __WCLONE. */
static pid_t start_reader(int pipe, read_function *read_there, pid_t tid, uint64_t address, void *buffer, size_t size) {
    pid_t parent = getpid(), child = (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);
    if (child != 0)
        return child;
    end_with(parent);
    if (!read_there(tid, address, buffer, size))
        _exit(errno);
    _exit(write(pipe, buffer, size) == (ssize_t)size ? 0 : errno);
}

static void warn_late(pid_t tid) {
    warn_once("the memory of process %d could not be read within a second (userfaultfd): the kernel does the call that it "
              "makes, and rouse-exec does not know what that is about",
              thread_group_of(tid));
}

/* A page fault waits TASK_KILLABLE (handle_userfault), so SIGKILL ends the child, and nothing else would. */
static int await_end(pid_t child, pid_t tid, int pipe) {
    struct pollfd told = {.fd = pipe, .events = POLLIN};
    bool late = poll(&told, 1, PATIENCE_MS) != 1;
    int status;
    if (late)
        kill(child, SIGKILL);
    while (waitpid(child, &status, __WCLONE) < 0 && errno == EINTR)
        ;
    if (late)
        warn_late(tid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : EFAULT;
}

static bool take(int pipe, void *buffer, size_t size) {
    return read(pipe, buffer, size) == (ssize_t)size;
}

bool read_bounded(read_function *read_there, pid_t tid, uint64_t address, void *buffer, size_t size) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    SCOPED_FD told = ends[0];
    pid_t child = start_reader(ends[1], read_there, tid, address, buffer, size);
    close(ends[1]);
    if (child < 0)
        return false;
    int error = await_end(child, tid, told);
    if (error == EPERM) /* Yama's ptrace_scope=1 lets only ancestors read, which the child is not */
        return read_there(tid, address, buffer, size);
    errno = error;
    return error == 0 && take(told, buffer, size);
}
