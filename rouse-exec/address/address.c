#include "address/address.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

#define PATH_OFFSET offsetof(struct sockaddr_un, sun_path)

bool is_inet(const struct address *address) {
    return address->any.sa_family == AF_INET || address->any.sa_family == AF_INET6;
}

bool is_unix_path(const struct address *address) {
    return address->any.sa_family == AF_UNIX && address->length > PATH_OFFSET && address->un.sun_path[0] != 0;
}

socklen_t length_without_nul(const struct address *address) {
    return (socklen_t)(PATH_OFFSET + strnlen(address->un.sun_path, sizeof address->un.sun_path));
}

unsigned port_of(const struct address *address) {
    if (address->any.sa_family == AF_INET)
        return ntohs(address->in.sin_port);
    return address->any.sa_family == AF_INET6 ? ntohs(address->in6.sin6_port) : 0;
}

bool is_wildcard(const struct address *address) {
    if (address->any.sa_family == AF_INET)
        return address->in.sin_addr.s_addr == htonl(INADDR_ANY);
    return address->any.sa_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&address->in6.sin6_addr);
}

bool is_v4_mapped(const struct address *address) {
    return address->any.sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&address->in6.sin6_addr);
}

bool is_v4(const struct address *address) {
    return address->any.sa_family == AF_INET || is_v4_mapped(address);
}

bool is_loopback(const struct address *address) {
    struct address v4 = as_v4(address);
    if (v4.any.sa_family == AF_INET)
        return ntohl(v4.in.sin_addr.s_addr) >> IN_CLASSA_NSHIFT == IN_LOOPBACKNET;
    return address->any.sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&address->in6.sin6_addr);
}

struct address as_v4(const struct address *address) {
    if (!is_v4_mapped(address) && !(address->any.sa_family == AF_INET6 && is_wildcard(address)))
        return *address;
    struct address v4 = {.length = sizeof v4.in};
    v4.in.sin_family = AF_INET;
    v4.in.sin_port = address->in6.sin6_port;
    memcpy(&v4.in.sin_addr, &address->in6.sin6_addr.s6_addr[12], sizeof v4.in.sin_addr);
    return v4;
}

static bool same_v6(const struct sockaddr_in6 *a, const struct sockaddr_in6 *b) {
    if (memcmp(&a->sin6_addr, &b->sin6_addr, sizeof a->sin6_addr) != 0 || a->sin6_port != b->sin6_port)
        return false;
    return !IN6_IS_ADDR_LINKLOCAL(&a->sin6_addr) || a->sin6_scope_id == b->sin6_scope_id;
}

/* A path may come with or without its NUL, and with rubbish behind it; an abstract name consists of all its bytes. */
static bool same_unix(const struct address *a, const struct address *b) {
    size_t a_length = a->length - PATH_OFFSET, b_length = b->length - PATH_OFFSET;
    if (a->length <= PATH_OFFSET || b->length <= PATH_OFFSET)
        return false;
    if (is_unix_path(a) && is_unix_path(b)) {
        a_length = strnlen(a->un.sun_path, a_length);
        b_length = strnlen(b->un.sun_path, b_length);
    }
    return a_length == b_length && memcmp(a->un.sun_path, b->un.sun_path, a_length) == 0;
}

bool same_address(const struct address *a, const struct address *b) {
    if (a->any.sa_family != b->any.sa_family)
        return false;
    switch (a->any.sa_family) {
    case AF_INET:
        return a->in.sin_addr.s_addr == b->in.sin_addr.s_addr && a->in.sin_port == b->in.sin_port;
    case AF_INET6:
        return same_v6(&a->in6, &b->in6);
    case AF_UNIX:
        return same_unix(a, b);
    default:
        return a->length == b->length && memcmp(&a->any, &b->any, a->length) == 0;
    }
}
