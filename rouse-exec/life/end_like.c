#include "life/end_like.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/uapi.h"

/* systemd calls exit code 143 a failure and death by SIGTERM a success, so the signal itself is passed on. The core
 * dump that matters is the program's. */
static void die_by_signal(int number) {
    kernel_signals only = (kernel_signals)1 << (number - 1);
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    signal(number, SIG_DFL);
    kill(getpid(), number);
    syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &only, NULL, sizeof only);
}

void end_like(int status) {
    if (!WIFSIGNALED(status))
        _exit(WEXITSTATUS(status));
    die_by_signal(WTERMSIG(status));
    _exit(128 + WTERMSIG(status));
}
