#include "gate/private_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "gate/own_network.h"
#include "kernel/own_namespace.h"
#include "sockets/empty_root.h"
#include "sockets/socket_option.h"

static bool has_own_network, has_own_paths;

static int kinds_of_namespaces(const struct passed_set *set) {
    int flags = 0;
    for (size_t i = 0; i < set->count; i++)
        flags |= is_inet(&set->sockets[i].address) ? CLONE_NEWNET : is_unix_path(&set->sockets[i].address) ? CLONE_NEWNS : 0;
    return flags;
}

void enter_private_namespaces(const struct passed_set *set) {
    int flags = kinds_of_namespaces(set);
    if (flags == 0 || !enter_own_namespaces(flags))
        return;
    has_own_network = (flags & CLONE_NEWNET) && raise_loopback();
    has_own_paths = (flags & CLONE_NEWNS) && mount_empty_root();
    for (size_t i = 0; has_own_network && i < set->count; i++)
        take_address(&set->sockets[i].address);
}

/* An abstract name that the kernel chooses. */
static bool bind_nameless(int fd) {
    sa_family_t none = AF_UNIX;
    return bind(fd, (struct sockaddr *)&none, sizeof none) == 0;
}

/* 127.1.2.3 with the same port if nobody has every address of that port, else one that the kernel chooses. */
static bool bind_beside(int fd, const struct address *address) {
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port_of(address))};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 0x010000 + (uint32_t)getpid() % 0xfffe);
    if (address->any.sa_family == AF_INET6)
        return bind(fd, (struct sockaddr *)&v6, sizeof v6) == 0;
    if (bind(fd, (struct sockaddr *)&v4, sizeof v4) == 0)
        return true;
    v4.sin_port = 0;
    return bind(fd, (struct sockaddr *)&v4, sizeof v4) == 0;
}

/* The kernel may not have finished with an IPv6 address yet that the device has just got (IFA_F_TENTATIVE). */
static bool bind_new_address(int fd, const struct address *address) {
    setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &(int){1}, sizeof(int));
    bool bound = bind(fd, &address->any, address->length) == 0;
    int error = errno;
    setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &(int){0}, sizeof(int));
    errno = error;
    return bound;
}

static bool bind_like(int fd, const struct address *address) {
    struct address own = *address;
    if (address->any.sa_family == AF_UNIX)
        return is_unix_path(address) && has_own_paths ? bind_in_empty_root(fd, address, false) : bind_nameless(fd);
    if (!has_own_network)
        return bind_beside(fd, address);
    if (own.any.sa_family == AF_INET6)
        own.in6.sin6_scope_id = 0;
    return bind_new_address(fd, &own);
}

static void set_up(int fd, const struct passed_socket *passed) {
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (passed->address.any.sa_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &(int){integer_option(passed->fd, IPPROTO_IPV6, IPV6_V6ONLY)}, sizeof(int));
}

int open_private_socket(const struct passed_socket *passed) {
    int fd = socket(passed->address.any.sa_family, passed->type | SOCK_CLOEXEC, passed->protocol);
    if (fd < 0)
        return -1;
    set_up(fd, passed);
    if (bind_like(fd, &passed->address))
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

/* A path that leads elsewhere, since its folder is somebody else's, leads there for us alone. */
void show_private_paths(const struct passed_set *set) {
    char path[SOCKET_PATH_MAX], own[SOCKET_PATH_MAX + sizeof EMPTY_ROOT];
    for (size_t i = 0; has_own_paths && i < set->count; i++) {
        if (!is_unix_path(&set->sockets[i].address))
            continue;
        copy_socket_path(&set->sockets[i].address, path);
        snprintf(own, sizeof own, "%s%s", EMPTY_ROOT, path);
        mount(own, path, NULL, MS_BIND, NULL);
    }
    if (has_own_paths)
        umount2(EMPTY_ROOT, MNT_DETACH);
}

static void lead_to_loopback(struct address *address) {
    if (address->any.sa_family == AF_INET && is_wildcard(address))
        address->in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    else if (address->any.sa_family == AF_INET6 && is_wildcard(address))
        address->in6.sin6_addr = (struct in6_addr)IN6ADDR_LOOPBACK_INIT;
}

/* Returns an errno, or 0. */
static int connect_within(int fd, const struct address *to, uint64_t patience_us) {
    struct timeval time = {.tv_sec = (time_t)(patience_us / 1000000), .tv_usec = (suseconds_t)(patience_us % 1000000)};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
    int error = connect(fd, &to->any, to->length) == 0 ? 0 : errno;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &(struct timeval){0}, sizeof time);
    return error;
}

int connect_private_socket(const struct passed_socket *passed, int own, uint64_t patience_us) {
    struct address to = {.length = sizeof to.storage};
    int fd = socket(passed->address.any.sa_family, passed->type | SOCK_CLOEXEC, passed->protocol);
    bool is_known = fd >= 0 && getsockname(own, &to.any, &to.length) == 0;
    if (is_known)
        lead_to_loopback(&to);
    int error = is_known ? connect_within(fd, &to, patience_us) : errno;
    if (fd >= 0 && error != 0 && error != EINPROGRESS) {
        close(fd);
        fd = -1;
    }
    errno = error;
    return fd;
}
