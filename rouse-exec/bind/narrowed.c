#include "bind/narrowed.h"

#include <fcntl.h>
#include <unistd.h>

#include "bind/adopt.h"
#include "bind/aside.h"
#include "bind/epoll_registration.h"
#include "bind/socket_references.h"
#include "kernel/foreign_thread.h"
#include "kernel/process.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "seccomp/call_arguments.h"
#include "seccomp/ioctls.h"
#include "sockets/inode_of.h"
#include "sockets/own_address.h"

#define DISCARD_PORT 9 /* RFC 863: no answer ever comes from there */

/* Another socket may have got its number meanwhile. */
static bool is_still_there(const struct passed_socket *socket, const struct call *call) {
    const struct narrowed *narrowed = &socket->narrowed;
    return narrowed->pid == thread_group_of(call->tid) && narrowed->fd != descriptor_of(call) &&
           socket_inode(call->tid, narrowed->fd) == socket->inode;
}

/* Connected to nobody, a socket of the same address hears nobody, and a thread that answers a client by it meanwhile
 * answers from the right port. */
static int make_silent(const struct passed_socket *socket, const struct address *bound, pid_t tid) {
    struct address nobody = *bound;
    nobody.in.sin_port = htons(DISCARD_PORT); /* sin_port and sin6_port have the same offset */
    int own = open_own_socket(socket, &nobody, tid);
    if (own >= 0 && connect_datagrams(socket, own, &nobody))
        return own;
    if (own >= 0)
        close(own);
    return make_silent_socket(&socket->address, SOCK_DGRAM);
}

static void silence(struct service *service, struct passed_socket *socket, const struct address *bound,
                    const struct call *call) {
    int fd = socket->narrowed.fd, flags = descriptor_flags(call->tid, fd);
    struct references references;
    SCOPED_FD silent = make_silent(socket, bound, call->tid);
    find_references(call->tid, fd, &references);
    if (silent < 0 || !is_notification_valid(service->listener, call->id))
        return;
    if (flags >= 0 && (flags & O_NONBLOCK))
        fcntl(silent, F_SETFL, O_NONBLOCK);
    if (!replace_descriptor(service->listener, call, fd, silent, flags < 0 || (flags & O_CLOEXEC)))
        return;
    move_registrations(call->tid, &references.registrations, socket->fd, silent);
    socket->narrowed.silent = inode_of(silent);
    debug("descriptor %d of the wildcard hears nobody, since its address is bound too", fd);
}

void part_datagrams(struct service *service, struct passed_socket *socket, const struct bind_request *request,
                    const struct call *call) {
    if (request->type != SOCK_DGRAM || !is_inet(&request->address))
        return;
    if (is_wildcard(&request->address)) {
        socket->narrowed = (struct narrowed){.pid = thread_group_of(call->tid), .fd = descriptor_of(call)};
    } else if (!socket->connected_beside && is_still_there(socket, call)) {
        silence(service, socket, &request->address, call);
    }
}

void rejoin_datagrams(struct service *service, struct passed_socket *socket, const struct call *call) {
    const struct narrowed *narrowed = &socket->narrowed;
    if (narrowed->silent == 0 || narrowed->pid != thread_group_of(call->tid) ||
        socket_inode(call->tid, narrowed->fd) != narrowed->silent)
        return;
    SCOPED_FD silent = duplicate_descriptor(call->tid, narrowed->fd);
    if (!give_back(service, socket, silent, narrowed->fd, call))
        return;
    socket->narrowed.silent = 0;
    debug("descriptor %d of the wildcard hears everybody again", narrowed->fd);
}
