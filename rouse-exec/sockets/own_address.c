#include "sockets/own_address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "kernel/sock_diag.h"
#include "kernel/uapi.h"
#include "scoped_fd.h"
#include "scratch.h"
#include "sockets/datagram_group.h"
#include "sockets/network.h"
#include "sockets/socket_option.h"
#include "sockets/socket_owner.h"

#define MOVED_MAX 64 /* a client that sends faster than we move must not hold us */

static struct address as_mapped(const struct address *address) {
    if (address->any.sa_family != AF_INET)
        return *address;
    struct address mapped = {.length = sizeof mapped.in6, .in6 = {.sin6_family = AF_INET6}};
    mapped.in6.sin6_port = address->in.sin_port;
    mapped.in6.sin6_addr.s6_addr32[2] = htonl(0xffff);
    mapped.in6.sin6_addr.s6_addr32[3] = address->in.sin_addr.s_addr;
    return mapped;
}

static struct address as_unmapped(const struct address *address) {
    return is_v4_mapped(address) ? as_v4(address) : *address;
}

static bool is_of_our_network(const struct passed_socket *passed, int own) {
    return are_of_one_network(passed->fd, own) ||
           (!are_of_two_networks(passed->fd, own) && is_visible(&passed->address, passed->type, passed->inode));
}

static void set_option(int fd, int level, int option, int value) {
    setsockopt(fd, level, option, &value, sizeof value);
}

/* BindToDevice= of a socket unit. */
static void copy_device(int from, int to) {
    char name[IFNAMSIZ];
    socklen_t length = sizeof name;
    if (getsockopt(from, SOL_SOCKET, SO_BINDTODEVICE, name, &length) == 0 && length > 1)
        setsockopt(to, SOL_SOCKET, SO_BINDTODEVICE, name, length);
}

/* Both sockets must have the option, but only at the moment of the bind: with it, the passed one would let in the
 * sockets of others. */
static bool bind_beside(const struct passed_socket *passed, int own, int option, const struct address *address) {
    int before = integer_option(passed->fd, SOL_SOCKET, option);
    set_option(own, SOL_SOCKET, option, 1);
    set_option(passed->fd, SOL_SOCKET, option, 1);
    int result = bind(own, &address->any, address->length), error = errno;
    set_option(passed->fd, SOL_SOCKET, option, before);
    errno = error;
    return result == 0;
}

/* Two users do not share a port (inet_csk_bind_conflict). Among those that are connected to their peers it takes
 * SO_REUSEADDR, which does not compare users. */
static bool bind_as_owner(const struct passed_socket *passed, int own, const struct address *address) {
    uid_t owner = take_owner_of(passed->fd, own);
    set_option(own, SOL_SOCKET, SO_REUSEADDR, 1);
    bool bound = bind_beside(passed, own, SO_REUSEPORT, address);
    int error = errno;
    give_back_to(owner, own);
    errno = error;
    return bound;
}

static bool bind_stream(const struct passed_socket *passed, int own, int family) {
    struct address address = family == AF_INET6 ? as_mapped(&passed->address) : passed->address;
    return bind_as_owner(passed, own, &address); /* a socket that listens does not share by SO_REUSEADDR */
}

/* OWN keeps SO_REUSEPORT until it is connected: without, it would take what is meant for the first of the group. */
static bool bind_in_group(const struct passed_socket *passed, int own, int family) {
    if (family == AF_INET6)
        set_option(own, IPPROTO_IPV6, IPV6_V6ONLY, integer_option(passed->fd, IPPROTO_IPV6, IPV6_V6ONLY));
    return bind_as_owner(passed, own, &passed->address);
}

/* For a socket that leads no group. Until it is connected, the new socket must not take what is meant for the passed one.
 * An IPv4 datagram goes to an AF_INET socket rather than to an AF_INET6 one (compute_score in net/ipv4/udp.c), and among
 * AF_INET6 sockets to the first in the list, at whose end those with SO_REUSEPORT are put (udp_lib_get_port). */
static bool bind_datagrams(const struct passed_socket *passed, int own, int family) {
    struct address address = family == AF_INET6 ? as_mapped(&passed->address) : passed->address;
    bool v6 = passed->address.any.sa_family == AF_INET6;
    if (family == AF_INET6)
        set_option(own, IPPROTO_IPV6, IPV6_V6ONLY, v6 && integer_option(passed->fd, IPPROTO_IPV6, IPV6_V6ONLY));
    set_option(own, SOL_SOCKET, SO_REUSEPORT, v6);
    bool bound = bind_beside(passed, own, SO_REUSEADDR, &address);
    set_option(own, SOL_SOCKET, SO_REUSEPORT, 0);
    return bound;
}

typedef bool bind_own(const struct passed_socket *passed, int own, int family);

static int open_bound(const struct passed_socket *passed, int family, pid_t tid, bind_own *bind_it) {
    int own = open_socket_as(tid, family, passed->type, passed->protocol);
    if (own < 0)
        return -1;
    copy_device(passed->fd, own);
    bool ours = is_of_our_network(passed, own);
    if (ours && bind_it(passed, own, family))
        return own;
    int error = ours ? errno : EXDEV;
    close(own);
    errno = error;
    return -1;
}

static int open_for_datagrams(const struct passed_socket *passed, const struct address *peer, pid_t tid) {
    int family = passed->address.any.sa_family, own = -1;
    bool alike = family == AF_INET6 || peer->any.sa_family == AF_INET;
    if (alike && passed->leads_group && leads_group(passed->fd))
        own = open_bound(passed, family, tid, bind_in_group);
    if (own < 0)
        own = open_bound(passed, AF_INET6, tid, bind_datagrams);
    bool no_v6 = own < 0 && errno == EAFNOSUPPORT && family == AF_INET;
    return no_v6 ? open_bound(passed, AF_INET, tid, bind_datagrams) : own;
}

int open_own_socket(const struct passed_socket *passed, const struct address *peer, pid_t tid) {
    int family = peer->any.sa_family == AF_INET6 ? AF_INET6 : passed->address.any.sa_family;
    return passed->type == SOCK_STREAM ? open_bound(passed, family, tid, bind_stream)
                                       : open_for_datagrams(passed, peer, tid);
}

static bool is_v6(int fd) {
    return integer_option(fd, SOL_SOCKET, SO_DOMAIN) == AF_INET6;
}

static bool connect_to(int own, const struct address *peer) {
    struct address to = is_v6(own) ? as_mapped(peer) : as_unmapped(peer);
    return connect(own, &to.any, to.length) == 0;
}

/* Connected to an IPv4 address, an AF_INET6 socket can become what the program made (ipv6(7)). */
bool connect_datagrams(const struct passed_socket *passed, int own, const struct address *peer) {
    if (!connect_to(own, peer))
        return false;
    set_option(own, SOL_SOCKET, SO_REUSEPORT, 0);
    if (passed->address.any.sa_family == AF_INET && peer->any.sa_family == AF_INET && is_v6(own))
        set_option(own, IPPROTO_IPV6, IPV6_ADDRFORM, AF_INET);
    return true;
}

/* Returns the address from which the kernel sends to PEER where PASSED has the wildcard, else that of PASSED. */
static struct address local_address(const struct passed_socket *passed, const struct address *peer) {
    struct address address = as_unmapped(&passed->address), to = as_unmapped(peer);
    if (!is_wildcard(&address))
        return address;
    SCOPED_FD asking = socket(to.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    address.length = sizeof address.storage;
    if (asking >= 0)
        copy_device(passed->fd, asking);
    if (asking < 0 || connect(asking, &to.any, to.length) != 0 ||
        getsockname(asking, &address.any, &address.length) != 0)
        address.length = 0;
    return address;
}

/* Returns a socket of which OWN takes datagrams, since it is connected to it; -1 when there can be none. */
static int open_sender(const struct passed_socket *passed, int own, const struct address *peer) {
    struct address to = local_address(passed, peer), from = to;
    to.in.sin_port = passed->address.in.sin_port; /* sin_port and sin6_port have the same offset */
    from.in.sin_port = 0;
    int sender = socket(from.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (sender >= 0 && bind(sender, &from.any, from.length) == 0 &&
        getsockname(sender, &from.any, &from.length) == 0 && connect(sender, &to.any, to.length) == 0 &&
        connect_to(own, &from))
        return sender;
    close(sender);
    return -1;
}

static bool is_next_from(const struct passed_socket *passed, const struct address *peer) {
    struct address from = {.length = sizeof from.storage}, wanted = as_unmapped(peer);
    if (recvfrom(passed->fd, NULL, 0, MSG_PEEK | MSG_DONTWAIT, &from.any, &from.length) < 0)
        return false;
    from = as_unmapped(&from);
    return same_address(&from, &wanted);
}

/* OWN gets the local address of the sender with this connection, and keeps it when it is connected to its peer. It is
 * not disconnected in between: it would take what is meant for PASSED (__udp_disconnect puts it first in the list). */
void move_datagrams(const struct passed_socket *passed, int own, const struct address *peer) {
    SCRATCH static char datagram[65536];
    if (!is_next_from(passed, peer))
        return;
    SCOPED_FD sender = open_sender(passed, own, peer);
    for (int moved = 0; sender >= 0 && moved < MOVED_MAX && is_next_from(passed, peer); moved++) {
        ssize_t length = recv(passed->fd, datagram, sizeof datagram, MSG_DONTWAIT);
        if (length < 0 || send(sender, datagram, (size_t)length, MSG_DONTWAIT) < 0)
            break;
    }
}
