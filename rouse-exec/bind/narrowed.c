#include "bind/narrowed.h"

#include <fcntl.h>

#include "bind/aside.h"
#include "bind/epoll_registration.h"
#include "bind/socket_references.h"
#include "kernel/foreign_thread.h"
#include "kernel/process.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "seccomp/call_arguments.h"
#include "seccomp/ioctls.h"

/* Another socket may have got its number meanwhile. */
static bool is_still_there(const struct passed_socket *socket, const struct call *call) {
    const struct narrowed *narrowed = &socket->narrowed;
    return narrowed->pid == thread_group_of(call->tid) && narrowed->fd != descriptor_of(call) &&
           socket_inode(call->tid, narrowed->fd) == socket->inode;
}

static void silence(struct service *service, struct passed_socket *socket, const struct call *call) {
    int fd = socket->narrowed.fd, flags = descriptor_flags(call->tid, fd);
    struct references references;
    SCOPED_FD silent = make_silent_socket(&socket->address, SOCK_DGRAM);
    find_references(call->tid, fd, &references);
    if (silent < 0 || !is_notification_valid(service->listener, call->id))
        return;
    if (flags >= 0 && (flags & O_NONBLOCK))
        fcntl(silent, F_SETFL, O_NONBLOCK);
    if (!replace_descriptor(service->listener, call, fd, silent, flags < 0 || (flags & O_CLOEXEC)))
        return;
    move_registrations(call->tid, &references.registrations, socket->fd, silent);
    debug("descriptor %d of the wildcard hears nobody, since its address is bound too", fd);
}

void part_datagrams(struct service *service, struct passed_socket *socket, const struct bind_request *request,
                    const struct call *call) {
    if (request->type != SOCK_DGRAM || !is_inet(&request->address))
        return;
    if (is_wildcard(&request->address)) {
        socket->narrowed = (struct narrowed){thread_group_of(call->tid), descriptor_of(call)};
    } else if (is_still_there(socket, call)) {
        silence(service, socket, call);
        socket->narrowed.pid = 0;
    }
}
