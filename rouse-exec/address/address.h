/* Socket addresses: as text (the ADDR of the command line) and as the kernel has them. */
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

#define ADDRESS_TEXT_MAX 512

/* Reads "[TYPE:]ADDR". TYPE is the socket type it names, SOCK_STREAM without a prefix. Returns NULL, or
 * what is wrong, to stand behind "the address 'TEXT' ". */
const char *parse_address(const char *text, struct address *address, int *type);

/* Writes "127.0.0.1:80", "[::1]:80", "/path" or "@name"; bytes that no terminal should see as "\xNN". */
const char *format_address(const struct address *address, char text[ADDRESS_TEXT_MAX]);

/* "tcp", "udp", "unix", "unix-dgram", "unix-seqpacket"; "other" for what rouse-exec does not know. */
const char *type_name(int family, int type);

bool is_inet(const struct address *address);
bool is_unix_path(const struct address *address);
/* In host order; 0 for what has no port. */
unsigned port_of(const struct address *address);
bool is_wildcard(const struct address *address);
bool is_v4_mapped(const struct address *address);
/* ::ffff:A:P as A:P, any IPv6 wildcard as 0.0.0.0:P, everything else as it is. */
struct address as_v4(const struct address *address);
/* Address and port, for link-local IPv6 the interface too; unix names byte by byte. */
bool same_address(const struct address *a, const struct address *b);
