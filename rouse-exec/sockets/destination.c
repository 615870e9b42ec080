#include "sockets/destination.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "scoped_fd.h"
#include "sockets/socket_option.h"

/* A connect to the wildcard address goes to loopback (ip_route_output_key, ip6_datagram_connect). */
static struct address as_destination(const struct address *asked) {
    struct address destination = is_v4_mapped(asked) ? as_v4(asked) : *asked;
    if (is_wildcard(&destination) && destination.any.sa_family == AF_INET)
        destination.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    else if (is_wildcard(&destination))
        destination.in6.sin6_addr = in6addr_loopback;
    return destination;
}

static bool can_bind(const struct address *address) {
    struct address any_port = *address;
    any_port.in.sin_port = 0; /* sin_port and sin6_port have the same offset */
    SCOPED_FD probe = socket(address->any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return probe >= 0 && bind(probe, &any_port.any, any_port.length) == 0;
}

/* No machine has 240.0.0.1 (RFC 1112, 4) or 100::1 (RFC 6666). */
static bool can_bind_any(int family) {
    struct address nobodys = {.length = family == AF_INET ? sizeof nobodys.in : sizeof nobodys.in6};
    nobodys.any.sa_family = (sa_family_t)family;
    if (family == AF_INET) {
        nobodys.in.sin_addr.s_addr = htonl(0xf0000001);
    } else {
        nobodys.in6.sin6_addr.s6_addr[0] = 1;
        nobodys.in6.sin6_addr.s6_addr[15] = 1;
    }
    return can_bind(&nobodys);
}

/* Only an address of this machine can be bound, unless ip_nonlocal_bind is set (ip-sysctl.rst): then only loopback is
 * known to be of this machine. */
static bool is_of_this_machine(const struct address *address) {
    return is_loopback(address) || (can_bind(address) && !can_bind_any(address->any.sa_family));
}

static bool takes_family(const struct passed_socket *socket, int family) {
    if (socket->address.any.sa_family == family)
        return true;
    return family == AF_INET && integer_option(socket->fd, IPPROTO_IPV6, IPV6_V6ONLY) == 0;
}

static bool is_reached(const struct passed_socket *socket, const struct address *destination) {
    struct address own = is_v4_mapped(&socket->address) ? as_v4(&socket->address) : socket->address;
    if (!is_wildcard(&own))
        return same_address(&own, destination);
    return takes_family(socket, destination->any.sa_family) && is_of_this_machine(destination);
}

struct passed_socket *find_destination(const struct passed_set *set, const struct address *asked) {
    struct address destination;
    bool known = false;
    for (size_t i = 0; i < set->count; i++) {
        struct passed_socket *socket = &set->sockets[i];
        if (socket->type != SOCK_STREAM || !is_inet(&socket->address) || port_of(&socket->address) != port_of(asked))
            continue;
        if (!known)
            destination = as_destination(asked);
        known = true;
        if (is_reached(socket, &destination))
            return socket;
    }
    return NULL;
}
