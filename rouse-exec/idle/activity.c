#include "idle/activity.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/uapi.h"
#include "messages/log.h"

/* FIOASYNC changes this flag alone; F_SETFL would write back the other flags as they were a moment ago, while the
 * program may be setting O_NONBLOCK. */
static int set_async(int fd, int on) {
    return ioctl(fd, FIOASYNC, &on);
}

/* The flag and the owner belong to the open file description, which the service manager and the program share. We
 * clear the flag when the program ends; a rouse-exec that was killed leaves both behind. */
static bool arm(const struct passed_socket *socket) {
    if ((fcntl(socket->fd, F_GETFL) & O_ASYNC) && fcntl(socket->fd, F_GETOWN) == getpid())
        return true;
    if (fcntl(socket->fd, F_SETOWN, getpid()) != 0 || set_async(socket->fd, 1) != 0)
        warn_errno_once("cannot watch the passed socket '%s' for activity", socket->name);
    return false;
}

bool arm_activity(const struct passed_set *set, bool armed) {
    bool unbroken = true;
    for (size_t i = 0; i < set->count; i++)
        unbroken = arm(&set->sockets[i]) && unbroken;
    return unbroken || !armed;
}

void disarm_activity(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++)
        set_async(set->sockets[i].fd, 0);
}

bool is_activity_pending(void) {
    kernel_signals pending = 0;
    syscall(SYS_rt_sigpending, &pending, sizeof pending);
    return pending & ((kernel_signals)1 << (SIGIO - 1));
}

bool is_activity(const struct signalfd_siginfo *signal) {
    return signal->ssi_signo == SIGIO && signal->ssi_code == SI_KERNEL;
}
