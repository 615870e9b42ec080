#include "idle/open_connections.h"

#include <errno.h>
#include <sys/socket.h>

#include "idle/own_connections.h"
#include "kernel/descriptor_walk.h"
#include "kernel/process_list.h"
#include "kernel/foreign_thread.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "sockets/connections.h"
#include "sockets/passed_label.h"
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
static int is_connection(pid_t tid, int fd, ino_t inode, const struct target *target, struct use_count *use) {
    if (inode == target->except)
        return 0;
    SCOPED_FD copy = duplicate_descriptor(tid, fd);
    if (copy < 0)
        return errno == EPERM || errno == ENOSYS ? CANNOT_TELL : 0;
    return was_made_to(copy, target) && is_descriptor_use(use, copy, inode);
}

static int count_of_process(pid_t pid, const struct target *target, int limit, bool unlisted, struct use_count *use) {
    struct descriptor_walk walk;
    if (!open_descriptors(&walk, pid))
        return errno == EACCES || errno == EPERM ? CANNOT_TELL : 0;
    int found = 0, fd;
    ino_t inode;
    while (found >= 0 && found < limit && next_socket(&walk, &fd, &inode)) {
        if (unlisted && is_accepted_end(inode))
            continue;
        int one = is_connection(walk.tid, fd, inode, target, use);
        found = one == CANNOT_TELL ? CANNOT_TELL : found + one;
    }
    close_descriptors(&walk);
    return found;
}

static int count_of_all(struct target target, int limit, bool unlisted, struct use_count *use) {
    struct process_list all = list_descendants();
    int found = 0;
    for (size_t i = 0; i < all.count && found < limit; i++) {
        int here = count_of_process(all.pids[i], &target, limit - found, unlisted, use);
        if (here == CANNOT_TELL)
            return CANNOT_TELL;
        found += here;
    }
    return found;
}

static void say_unclear(const struct passed_socket *socket) {
    static bool said;
    char label[PASSED_LABEL_MAX];
    if (!said)
        warn("cannot tell whether clients of %s wait for an answer, since the program's descriptors of their connections "
             "are not seen: they are use for as long as that is so",
             label_passed(socket, label));
    said = true;
}

/* What it found out about the same connections, on which no byte has moved since, still holds. A connection that was not
 * found is held by nobody that we see. */
static int count_unclear(struct passed_socket *socket, int limit, struct use_count *use) {
    struct use_count told = count_by(use->rules);
    int quiet = use->quiet + use->unclear;
    if (socket->answered_sum != use->unclear_sum) {
        int found = count_of_all(target_of(socket), limit, false, &told);
        if (found <= 0 && told.quiet < quiet)
            say_unclear(socket);
        if (found != 0 || told.quiet < quiet) {
            use->stays = true;
            return found > 0 ? found : use->unclear;
        }
        socket->answered_sum = use->unclear_sum;
    }
    use->quiet = quiet;
    return 0;
}

static int count_listed(struct passed_socket *socket, int limit, struct use_count *use, bool *any) {
    if (socket->type == SOCK_DGRAM)
        return count_connections(socket, limit);
    int listed = count_clients(socket, limit, use, any);
    if (listed == 0 && use->unclear > 0)
        return count_unclear(socket, limit, use);
    return listed == CANNOT_TELL ? listed : listed + use->unclear;
}

/* The accepted end of a unix connection lives in the client's network namespace, which our list does not reach: where
 * the list says "none" but the program's own, the program's descriptors are asked too. */
static int count_of_socket(const struct service *service, struct passed_socket *socket, int limit, struct use_count *use) {
    bool any = false;
    int listed = CANNOT_TELL;
    if (socket->type == SOCK_DGRAM && !socket->connected_beside)
        return 0;
    if (!service->idle.by_descriptors)
        listed = count_listed(socket, limit, use, &any);
    if (listed > 0 || (listed == 0 && is_inet(&socket->address)))
        return listed;
    return count_of_all(target_of(socket), limit, any, use);
}

static bool tells_of_bytes(const struct passed_socket *socket) {
    return is_inet(&socket->address) && socket->type == SOCK_STREAM;
}

static void say_untold(const struct passed_socket *socket) {
    static bool said;
    char label[PASSED_LABEL_MAX];
    if (!said)
        warn("--quiet-after does not apply to %s: the kernel tells when bytes moved for TCP alone, so each connection to "
             "it is use until it ends",
             label_passed(socket, label));
    said = true;
}

int count_open_connections(const struct service *service, struct passed_socket *socket, int limit,
                           struct use_count *use) {
    struct use_count here = count_by(use->rules);
    int found = count_of_socket(service, socket, limit, &here);
    if (use->rules && found > 0 && !tells_of_bytes(socket)) {
        note_untold(&here);
        say_untold(socket);
    }
    add_use(use, &here);
    return found;
}
