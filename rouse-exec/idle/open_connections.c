#include "idle/open_connections.h"

#include <errno.h>
#include <sys/socket.h>

#include "idle/own_connections.h"
#include "kernel/descriptor_walk.h"
#include "kernel/process_list.h"
#include "kernel/foreign_thread.h"
#include "scoped_fd.h"
#include "sockets/connections.h"
#include "sockets/socket_option.h"

/* Connections of what has this address; EXCEPT is the listening or unconnected socket itself. */
struct target {
    const struct address *address;
    int type;
    ino_t except;
};

static struct target target_of(const struct passed_socket *socket) {
    return (struct target){&socket->address, socket->type, socket->inode};
}

/* A datagram socket without a peer is a server's. */
static bool is_connected(int fd, int type) {
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;
    if (type == SOCK_DGRAM)
        return getpeername(fd, (struct sockaddr *)&peer, &length) == 0;
    return !integer_option(fd, SOL_SOCKET, SO_ACCEPTCONN);
}

static bool was_made_to(int fd, const struct target *target) {
    const struct address *address = target->address;
    struct address local = {.length = sizeof local.storage};
    if (getsockname(fd, &local.any, &local.length) != 0 || integer_option(fd, SOL_SOCKET, SO_TYPE) != target->type ||
        !is_connected(fd, target->type))
        return false;
    if (is_wildcard(address))
        return local.any.sa_family == address->any.sa_family && port_of(&local) == port_of(address);
    return same_address(&local, address);
}

/* Returns 1, 0 or CANNOT_TELL for one descriptor; one that has just been closed is no connection. */
static int is_connection(pid_t tid, int fd, ino_t inode, const struct target *target) {
    if (inode == target->except)
        return 0;
    SCOPED_FD copy = duplicate_descriptor(tid, fd);
    if (copy < 0)
        return errno == EPERM || errno == ENOSYS ? CANNOT_TELL : 0;
    return was_made_to(copy, target);
}

static int count_of_process(pid_t pid, const struct target *target, int limit, bool unlisted) {
    struct descriptor_walk walk;
    if (!open_descriptors(&walk, pid))
        return errno == EACCES || errno == EPERM ? CANNOT_TELL : 0;
    int found = 0, fd;
    ino_t inode;
    while (found >= 0 && found < limit && next_socket(&walk, &fd, &inode)) {
        if (unlisted && is_accepted_end(inode))
            continue;
        int one = is_connection(walk.tid, fd, inode, target);
        found = one == CANNOT_TELL ? CANNOT_TELL : found + one;
    }
    close_descriptors(&walk);
    return found;
}

static int count_of_all(struct target target, int limit, bool unlisted) {
    struct process_list all = list_descendants();
    int found = 0;
    for (size_t i = 0; i < all.count && found < limit; i++) {
        int here = count_of_process(all.pids[i], &target, limit - found, unlisted);
        if (here == CANNOT_TELL)
            return CANNOT_TELL;
        found += here;
    }
    return found;
}

/* The accepted end of a unix connection lives in the client's network namespace, which our list does not reach: where
 * the list says "none" but the program's own, the program's descriptors are asked too. */
int count_open_connections(const struct service *service, struct passed_socket *socket, int limit) {
    bool any = false;
    int listed = CANNOT_TELL;
    if (socket->type == SOCK_DGRAM && !socket->connected_beside)
        return 0;
    if (!service->idle.by_descriptors)
        listed = socket->type == SOCK_DGRAM ? count_connections(socket, limit) : count_clients(socket, limit, &any);
    if (listed > 0 || (listed == 0 && is_inet(&socket->address)))
        return listed;
    return count_of_all(target_of(socket), limit, any);
}
