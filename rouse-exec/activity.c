#include "activity.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"
#include "log.h"

/* The flag and the owner are of the open file description, which the service manager and the program share.
 * We take the flag away when the program ends; a rouse-exec that was killed left both behind. */
static bool arm(const struct passed_socket *socket) {
    int flags = fcntl(socket->fd, F_GETFL);
    if ((flags & O_ASYNC) && fcntl(socket->fd, F_GETOWN) == getpid())
        return true;
    if (fcntl(socket->fd, F_SETOWN, getpid()) != 0 || fcntl(socket->fd, F_SETFL, flags | O_ASYNC) != 0)
        warn_errno("cannot watch the passed socket '%s' for activity", socket->name);
    return false;
}

bool arm_activity(const struct passed_set *set, bool armed) {
    bool unbroken = true;
    for (size_t i = 0; i < set->count; i++)
        unbroken = arm(&set->sockets[i]) && unbroken;
    return unbroken || !armed;
}

void disarm_activity(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++) {
        int flags = fcntl(set->sockets[i].fd, F_GETFL);
        if (flags & O_ASYNC)
            fcntl(set->sockets[i].fd, F_SETFL, flags & ~O_ASYNC);
    }
}

bool is_activity_pending(void) {
    kernel_signals pending = 0;
    syscall(SYS_rt_sigpending, &pending, sizeof pending);
    return pending & ((kernel_signals)1 << (SIGIO - 1));
}

bool is_activity(const struct signalfd_siginfo *signal) {
    return signal->ssi_signo == SIGIO && signal->ssi_code == SI_KERNEL;
}
