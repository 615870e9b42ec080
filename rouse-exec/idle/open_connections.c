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

static bool was_made_to(int fd, const struct passed_socket *socket) {
    struct address local = {.length = sizeof local.storage};
    if (getsockname(fd, &local.any, &local.length) != 0 || integer_option(fd, SOL_SOCKET, SO_ACCEPTCONN))
        return false;
    if (is_wildcard(&socket->address))
        return local.any.sa_family == socket->address.any.sa_family && port_of(&local) == port_of(&socket->address);
    return same_address(&local, &socket->address);
}

/* Returns 1, 0 or CANNOT_TELL for one descriptor; one that has just been closed is no connection. */
static int is_connection(pid_t tid, int fd, ino_t inode, const struct passed_socket *socket) {
    if (inode == socket->inode)
        return 0;
    SCOPED_FD copy = duplicate_descriptor(tid, fd);
    if (copy < 0)
        return errno == EPERM || errno == ENOSYS ? CANNOT_TELL : 0;
    return was_made_to(copy, socket);
}

static int count_of_process(pid_t pid, const struct passed_socket *socket, int limit, bool unlisted) {
    struct descriptor_walk walk;
    if (!open_descriptors(&walk, pid))
        return errno == EACCES || errno == EPERM ? CANNOT_TELL : 0;
    int found = 0, fd;
    ino_t inode;
    while (found >= 0 && found < limit && next_socket(&walk, &fd, &inode)) {
        if (unlisted && is_accepted_end(inode))
            continue;
        int one = is_connection(walk.tid, fd, inode, socket);
        found = one == CANNOT_TELL ? CANNOT_TELL : found + one;
    }
    close_descriptors(&walk);
    return found;
}

static int count_of_all(const struct passed_socket *socket, int limit, bool unlisted) {
    struct process_list all = list_descendants();
    int found = 0;
    for (size_t i = 0; i < all.count && found < limit; i++) {
        int here = count_of_process(all.pids[i], socket, limit - found, unlisted);
        if (here == CANNOT_TELL)
            return CANNOT_TELL;
        found += here;
    }
    return found;
}

int count_accepted(const struct passed_socket *socket, int limit) {
    return count_of_all(socket, limit, false);
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
    return count_of_all(socket, limit, any);
}
