#include "idle/served_clients.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel/descriptor_walk.h"
#include "kernel/foreign_thread.h"
#include "kernel/process_list.h"
#include "scoped_fd.h"
#include "sockets/socket_option.h"

struct port_range {
    unsigned first, last;
};

/* Unreadable, no port is of an outgoing connection. */
static struct port_range outgoing_ports(void) {
    char text[32] = "", *rest = text;
    SCOPED_FD fd = open("/proc/sys/net/ipv4/ip_local_port_range", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, text, sizeof text - 1) <= 0)
        return (struct port_range){1, 0};
    unsigned first = (unsigned)strtoul(rest, &rest, 10);
    return (struct port_range){first, (unsigned)strtoul(rest, &rest, 10)};
}

static bool was_bound(const struct service *service, unsigned port) {
    for (size_t i = 0; i < service->passed.count; i++)
        if (port_of(&service->passed.sockets[i].address) == port)
            return true;
    for (size_t i = 0; i < service->elsewhere_count; i++)
        if (port_of(&service->elsewhere[i].address) == port)
            return true;
    for (size_t i = 0; i < service->unmatched_count; i++)
        if (port_of(&service->unmatched[i].address) == port)
            return true;
    return false;
}

static bool is_connected(int fd) {
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;
    return getpeername(fd, (struct sockaddr *)&peer, &length) == 0;
}

/* Of datagrams, one that the program has bound and connected is a client's; a resolver's is not bound. */
static bool is_of_server_port(const struct service *service, int fd, unsigned port) {
    struct port_range outgoing = outgoing_ports();
    bool datagrams = integer_option(fd, SOL_SOCKET, SO_TYPE) == SOCK_DGRAM;
    return (!datagrams && (port < outgoing.first || port > outgoing.last)) || was_bound(service, port);
}

/* An accepted unix socket has the name of the listener; one that was connected mostly has none, nor has a pair. */
static bool is_of_client(const struct service *service, int fd) {
    struct address local = {.length = sizeof local.storage};
    if (!is_connected(fd) || getsockname(fd, &local.any, &local.length) != 0)
        return false;
    if (!is_inet(&local))
        return local.any.sa_family == AF_UNIX && local.length > sizeof local.any.sa_family;
    return is_of_server_port(service, fd, port_of(&local));
}

static bool serves(const struct service *service, pid_t pid) {
    struct descriptor_walk walk;
    int number;
    ino_t inode;
    bool found = false;
    if (!open_descriptors(&walk, pid))
        return errno == EACCES || errno == EPERM;
    while (!found && next_socket(&walk, &number, &inode)) {
        SCOPED_FD copy = duplicate_descriptor(walk.tid, number);
        found = copy < 0 ? errno == EPERM || errno == ENOSYS : is_of_client(service, copy);
    }
    close_descriptors(&walk);
    return found;
}

bool is_anyone_served(const struct service *service) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        if (serves(service, all.pids[i]))
            return true;
    return false;
}
