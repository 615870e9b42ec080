#include "request.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "array.h"
#include "log.h"
#include "socket_option.h"
#include "tracee.h"

static void tell_unreadable(pid_t tid) {
    static pid_t told;
    if (told == tid)
        return;
    told = tid;
    warn_errno("cannot read the memory of process %d (not dumpable, or of another user): its bind goes to the "
               "kernel, which will say \"address in use\"",
               tid);
}

bool read_bind_address(const struct notification *notification, struct address *address) {
    uint64_t length = notification->data.args[2];
    pid_t tid = (pid_t)notification->pid;
    memset(address, 0, sizeof *address);
    if (length < sizeof(sa_family_t) || length > sizeof address->storage)
        return false;
    if (!read_memory(tid, notification->data.args[1], &address->storage, (size_t)length)) {
        if (errno == EPERM || errno == EACCES)
            tell_unreadable(tid);
        return false;
    }
    address->length = (socklen_t)length;
    sa_family_t family = address->any.sa_family;
    if (family == AF_UNSPEC && length >= sizeof address->in && address->in.sin_addr.s_addr == htonl(INADDR_ANY))
        address->any.sa_family = AF_INET; /* inet_bind takes it for old programs */
    if (address->any.sa_family == AF_UNIX)
        return length <= sizeof address->un;
    if (address->any.sa_family == AF_INET)
        return length >= sizeof address->in;
    return address->any.sa_family != AF_INET6 || length >= 24; /* SIN6_LEN_RFC2133, without sin6_scope_id */
}

static void describe(int fd, struct bind_request *request) {
    request->family = integer_option(fd, SOL_SOCKET, SO_DOMAIN);
    request->type = integer_option(fd, SOL_SOCKET, SO_TYPE);
    request->protocol = integer_option(fd, SOL_SOCKET, SO_PROTOCOL);
    request->v6only = request->family == AF_INET6 && integer_option(fd, IPPROTO_IPV6, IPV6_V6ONLY) != 0;
}

/* A seqpacket socket reads "UNIX" too (unix_dgram_proto): datagram is the likelier. */
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

/* Before Linux 6.9 the descriptor comes from the table of the thread's group; a thread with a table of its
 * own (unshare(CLONE_FILES)) has another socket under that number. */
static bool is_the_same(int fd, ino_t inode) {
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode) && status.st_ino == inode;
}

static bool describe_degraded(pid_t tid, int fd, struct bind_request *request) {
    static bool told;
    int error = errno;
    if (!describe_by_name(tid, fd, request))
        return false;
    if (!told && (error == EPERM || error == ENOSYS)) {
        told = true;
        errno = error;
        warn_errno("cannot take descriptor %d of process %d (pidfd_getfd): adopting without its socket options",
                   fd, tid);
    }
    return true;
}

bool read_bind_socket(const struct notification *notification, struct bind_request *request, int *old) {
    pid_t tid = (pid_t)notification->pid;
    int fd = (int)notification->data.args[0];
    *old = take_descriptor(tid, fd);
    if (*old >= 0 && is_the_same(*old, socket_inode(tid, fd))) {
        describe(*old, request);
        return true;
    }
    if (*old >= 0)
        close(*old);
    *old = -1;
    return describe_degraded(tid, fd, request);
}
