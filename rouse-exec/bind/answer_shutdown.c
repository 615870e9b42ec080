#include "bind/answer_shutdown.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>

#include "bind/adopt.h"
#include "kernel/foreign_thread.h"
#include "kernel/restart_calls.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "seccomp/call_arguments.h"
#include "sockets/inode_of.h"
#include "sockets/passed_holder.h"

static bool is_tcp(const struct passed_socket *socket) {
    return is_inet(&socket->address) && socket->type == SOCK_STREAM;
}

/* Returns a socket like PASSED, on which HOW was called; -1 with errno. *ERROR is what the kernel says to that: a
 * datagram socket is shut down although it says ENOTCONN (inet_shutdown). A TCP socket that does not listen is what one
 * becomes that did. */
static int make_shut_down(const struct passed_socket *passed, int how, int *error) {
    int fd = socket(passed->address.any.sa_family, passed->type | SOCK_CLOEXEC, passed->protocol);
    *error = fd >= 0 && !is_tcp(passed) && shutdown(fd, how) != 0 ? errno : 0;
    return fd;
}

/* Only what we may signal can be told to look again. A TCP socket that is really shut down is listened on again at the
 * end of the run. */
static bool is_better_left(const struct passed_socket *socket, pid_t waiting, pid_t tid) {
    return waiting && is_tcp(socket) && !may_restart_calls(tid);
}

static struct answer shut_down_instead(struct service *service, struct passed_socket *socket, const struct call *call) {
    int error, fd = descriptor_of(call);
    SCOPED_FD own = make_shut_down(socket, (int)call->arguments[1], &error);
    pid_t waiting = find_waiting(call->tid, socket->inode);
    int flags = descriptor_flags(call->tid, fd);
    if (own < 0)
        warn_errno_once("cannot make a socket that is shut down in place of '%s'", socket->name);
    if (own < 0 || is_better_left(socket, waiting, call->tid) ||
        !put_in_place(service, own, socket->fd, fd, flags, call))
        return ANSWER_CONTINUE;
    debug("thread %d shuts '%s' down: it has a socket of its own for that now", call->tid, socket->name);
    socket->stand_in = inode_of(own);
    service->holders.stirred = true;
    if (!waiting) /* in the new one, which is shut down, nobody sleeps */
        waiting = find_late(call->tid, socket->stand_in);
    if (waiting)
        restart_calls(call->tid, waiting);
    return (struct answer){.error = -error};
}

struct answer answer_shutdown(struct service *service, const struct call *call) {
    int how = (int)call->arguments[1];
    if (service->adopter == 0)
        return ANSWER_CONTINUE;
    struct passed_socket *socket = find_by_descriptor(&service->passed, call->tid, descriptor_of(call));
    if (!socket || (how != SHUT_RD && how != SHUT_RDWR))
        return ANSWER_CONTINUE;
    return shut_down_instead(service, socket, call);
}
