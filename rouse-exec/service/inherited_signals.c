#include "service/inherited_signals.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "messages/log.h"

static bool file_limit_ignored; /* SIGXFSZ was SIG_IGN */

void ignore_file_limit(void) {
    file_limit_ignored = signal(SIGXFSZ, SIG_IGN) == SIG_IGN;
}

struct inherited_signals block_signals(void) {
    struct inherited_signals signals = {0};
    struct sigaction child, plain = {.sa_handler = SIG_DFL};
    kernel_signals all = EVERY_SIGNAL;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &signals.mask, sizeof all);
    if (!file_limit_ignored)
        signal(SIGXFSZ, SIG_DFL);
    sigaction(SIGCHLD, &plain, &child);
    signals.child_ignored = child.sa_handler == SIG_IGN;
    signals.descriptor = (int)syscall(SYS_signalfd4, -1, &all, sizeof all, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals.descriptor < 0)
        die_errno("cannot receive signals");
    return signals;
}

void restore_signals(const struct inherited_signals *signals) {
    if (signals->child_ignored)
        signal(SIGCHLD, SIG_IGN);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &signals->mask, NULL, sizeof signals->mask);
}

bool is_ignored(int number) {
    struct sigaction found;
    return sigaction(number, NULL, &found) == 0 && found.sa_handler == SIG_IGN;
}
