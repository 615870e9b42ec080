#include "bind/request.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "array.h"
#include "kernel/foreign_thread.h"
#include "messages/log.h"
#include "seccomp/call_arguments.h"
#include "sockets/socket_option.h"

void describe_socket(int fd, struct bind_request *request) {
    request->family = integer_option(fd, SOL_SOCKET, SO_DOMAIN);
    request->type = integer_option(fd, SOL_SOCKET, SO_TYPE);
    request->protocol = integer_option(fd, SOL_SOCKET, SO_PROTOCOL);
    request->v6only = request->family == AF_INET6 && integer_option(fd, IPPROTO_IPV6, IPV6_V6ONLY) != 0;
}

/* A seqpacket socket says "UNIX" as well (unix_dgram_proto); a datagram socket is likelier. */
static const struct {
    const char *name;
    int family, type, protocol;
} protocols[] = {
    {"TCP", AF_INET, SOCK_STREAM, IPPROTO_TCP},    {"TCPv6", AF_INET6, SOCK_STREAM, IPPROTO_TCP},
    {"MPTCP", AF_INET, SOCK_STREAM, IPPROTO_TCP},  {"MPTCPv6", AF_INET6, SOCK_STREAM, IPPROTO_TCP},
    {"UDP", AF_INET, SOCK_DGRAM, IPPROTO_UDP},     {"UDPv6", AF_INET6, SOCK_DGRAM, IPPROTO_UDP},
    {"UNIX-STREAM", AF_UNIX, SOCK_STREAM, 0},      {"UNIX", AF_UNIX, SOCK_DGRAM, 0},
};

static bool describe_by_name(pid_t tid, int fd, struct bind_request *request) {
    char name[32];
    if (!socket_protocol_name(tid, fd, name, sizeof name))
        return false;
    for (size_t i = 0; i < COUNT_OF(protocols); i++) {
        if (strcmp(protocols[i].name, name) != 0)
            continue;
        request->family = protocols[i].family;
        request->type = protocols[i].type;
        request->protocol = protocols[i].protocol;
        request->v6only = !is_v4_mapped(&request->address);
        return true;
    }
    return false;
}

/* Before Linux 6.9 the descriptor comes from the table of the thread's group; a thread that has a table of its own
 * (unshare(CLONE_FILES)) has another socket under that number. */
static bool is_the_same(int fd, ino_t inode) {
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode) && status.st_ino == inode;
}

static bool describe_degraded(pid_t tid, int fd, struct bind_request *request) {
    static bool warned;
    int error = errno;
    if (!describe_by_name(tid, fd, request))
        return false;
    if (!warned && (error == EPERM || error == ENOSYS)) {
        warned = true;
        errno = error;
        warn_errno("cannot take descriptor %d of process %d (pidfd_getfd): adopting without its socket options",
                   fd, tid);
    }
    return true;
}

int duplicate_socket(pid_t tid, int fd) {
    int copy = duplicate_descriptor(tid, fd);
    if (copy < 0 || is_the_same(copy, socket_inode(tid, fd)))
        return copy;
    close(copy);
    return -1;
}

bool read_bind_socket(const struct call *call, struct bind_request *request, int *old) {
    int fd = descriptor_of(call);
    *old = duplicate_socket(call->tid, fd);
    if (*old < 0)
        return describe_degraded(call->tid, fd, request);
    describe_socket(*old, request);
    return true;
}
