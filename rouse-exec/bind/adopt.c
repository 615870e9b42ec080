#include "bind/adopt.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>

#include "address/format_address.h"
#include "bind/may_take.h"
#include "bind/socket_references.h"
#include "gate/gate.h"
#include "kernel/process.h"
#include "kernel/foreign_thread.h"
#include "kernel/restart_calls.h"
#include "messages/log.h"
#include "report/report.h"
#include "seccomp/ioctls.h"
#include "sockets/adoption.h"
#include "sockets/carry_options.h"
#include "sockets/device.h"
#include "sockets/socket_filter.h"

/* Where the flags cannot be read (-1), close-on-exec is assumed: a listening socket in every helper that is executed
 * would be the worse mistake. */
static bool is_closed_on_exec(int flags) {
    return flags < 0 || (flags & O_CLOEXEC);
}

static void replace_duplicates(int listener, const struct call *call, int socket, const struct references *references) {
    for (size_t i = 0; i < references->duplicate_count; i++) {
        int fd = references->duplicates[i], flags = descriptor_flags(call->tid, fd);
        if (!replace_descriptor(listener, call, fd, socket, is_closed_on_exec(flags)))
            warn_errno_once("cannot replace descriptor %d, a duplicate of the program's socket", fd);
    }
}

/* O_NONBLOCK belongs to the open file description, which the service manager shares; the manager sets the flag anew
 * at every start. FIONBIO changes this flag alone, even while another process changes another flag. */
static void copy_nonblocking(int flags, int socket) {
    int on = (flags & O_NONBLOCK) != 0;
    if (ioctl(socket, FIONBIO, &on) != 0)
        warn_errno_once("cannot copy O_NONBLOCK to the passed socket");
}

static void note_adopter(struct service *service, pid_t tid) {
    service->adopter = thread_group_of(tid);
    service->adopter_user = file_user_of(tid);
}

static void note_adoption(struct service *service, struct passed_socket *socket, pid_t tid, int fd) {
    char text[ADDRESS_TEXT_MAX];
    bool first = !socket->adopted;
    debug("thread %d adopted %s", tid, format_address(&socket->address, text));
    begin_adoption(socket, tid, fd);
    service->holders.stirred = true;
    if (!first)
        return;
    if (service->adopter == 0)
        note_adopter(service, tid);
    note_change_of_socket(service);
}

/* A signal may withdraw the call at any moment; the program then binds again, or has a reason not to. */
static void warn_failure(const struct passed_socket *socket, int fd, pid_t tid) {
    static int warned;
    if (errno == ENOENT || errno == ESRCH || errno == warned)
        return;
    warned = errno;
    if (errno == EPERM)
        warn("cannot put the passed socket '%s' in place of descriptor %d of process %d, which has lowered its hard "
             "limit of open files (RLIMIT_NOFILE) to that or less: raising it takes CAP_SYS_RESOURCE",
             socket->name, fd, thread_group_of(tid));
    else
        warn_errno("cannot put the passed socket '%s' in place of descriptor %d of process %d", socket->name, fd, tid);
}

/* Our duplicate of the old socket keeps its registrations alive until they are moved. Where there is no duplicate
 * (pidfd_getfd is refused), the epoll sets cannot be reached either. */
static void keep_registered(const struct call *call, const struct references *references, int old, int socket) {
    static bool warned;
    if (old >= 0) {
        move_registrations(call->tid, &references->registrations, old, socket);
    } else if (references->registrations.count > 0 && !warned) {
        warned = true;
        warn("process %d had put its socket into an epoll set, which cannot be reached (pidfd_getfd): it may not see "
             "its connections",
             call->tid);
    }
}

bool put_in_place(struct service *service, int socket, int old, int fd, int flags, const struct call *call) {
    struct references references;
    find_references(call->tid, fd, &references);
    if (!replace_descriptor(service->listener, call, fd, socket, is_closed_on_exec(flags)))
        return false;
    replace_duplicates(service->listener, call, socket, &references);
    keep_registered(call, &references, old, socket);
    return true;
}

/* The passed socket has the options, too: those that take a privilege are carried within one network only. */
static void carry_to_private(int old, int flags, const struct passed_socket *socket) {
    if (flags >= 0)
        copy_nonblocking(flags, socket->private_listener);
    if (old >= 0)
        carry_options(old, socket->private_listener);
}

bool adopt(struct service *service, struct passed_socket *socket, int old, int fd, const struct call *call) {
    if (socket->fd < 0 || !may_take(service, socket, call->tid))
        return false;
    int flags = descriptor_flags(call->tid, fd);
    if (!is_notification_valid(service->listener, call->id))
        return false;
    leave_out_unreachable(service, socket, call->tid, old);
    if (socket->private_listener >= 0 && !socket->gated) /* it stops */
        return put_in_place(service, socket->private_listener, old, fd, flags, call);
    if (old >= 0 && (!is_of_device(old, socket) || !carry_filter(old, socket)))
        return false;
    if (flags >= 0)
        copy_nonblocking(flags, socket->fd);
    if (old >= 0)
        carry_options(old, socket->fd);
    if (socket->gated)
        carry_to_private(old, flags, socket);
    if (!put_in_place(service, held_socket(socket), old, fd, flags, call)) {
        warn_failure(socket, fd, call->tid);
        return false;
    }
    note_adoption(service, socket, call->tid, fd);
    return true;
}

bool give_back(struct service *service, struct passed_socket *socket, int old, int fd, const struct call *call) {
    int flags = descriptor_flags(call->tid, fd);
    if (!is_notification_valid(service->listener, call->id))
        return false;
    if (flags >= 0)
        copy_nonblocking(flags, socket->fd);
    if (!put_in_place(service, socket->fd, old, fd, flags, call))
        return false;
    note_adoption(service, socket, call->tid, fd);
    pid_t waiting = find_late(call->tid, socket->inode);
    if (waiting)
        restart_calls(call->tid, waiting);
    return true;
}
