/* Socket addresses, as the kernel has them. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

struct address {
    socklen_t length; /* as the kernel counts it: an abstract name has no terminating NUL */
    union {
        struct sockaddr any;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
        struct sockaddr_un un;
        struct sockaddr_storage storage;
    };
};

bool is_inet(const struct address *address);
bool is_unix_path(const struct address *address);
/* The length of the address of a unix path, without the NUL that may end it. */
socklen_t length_without_nul(const struct address *address);
/* The port in host order; 0 for an address that has none. */
unsigned port_of(const struct address *address);
bool is_wildcard(const struct address *address);
/* Whether only this machine can connect to the address: 127.0.0.0/8, ::1, or the first written as IPv6. */
bool is_loopback(const struct address *address);
bool is_v4_mapped(const struct address *address);
/* Whether clients of this address speak IPv4, whichever family its socket has. */
bool is_v4(const struct address *address);
/* Returns ::ffff:A:P as A:P, any IPv6 wildcard as 0.0.0.0:P, and every other address as it is. */
struct address as_v4(const struct address *address);
/* Compares address and port, and for link-local IPv6 the interface too; unix names are compared byte by byte. */
bool same_address(const struct address *a, const struct address *b);
