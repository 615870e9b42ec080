#include "address/parse_address.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <net/if.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"

#define NAME_MAX_LENGTH 107 /* sun_path has 108 bytes, one of them the NUL */

static const struct {
    const char *prefix;
    bool inet;
    int type;
} prefixes[] = {
    {"tcp:", true, SOCK_STREAM},
    {"udp:", true, SOCK_DGRAM},
    {"unix:", false, SOCK_STREAM},
    {"unix-dgram:", false, SOCK_DGRAM},
    {"unix-seqpacket:", false, SOCK_SEQPACKET},
};

static const char *parse_port(const char *text, in_port_t *port) {
    if (!isdigit((unsigned char)*text))
        return "has no port number behind its last ':'";
    char *end;
    unsigned long number = strtoul(text, &end, 10);
    if (*end || end - text > 9)
        return "has no port number behind its last ':'";
    if (number < 1 || number > 65535)
        return "has a port outside 1 to 65535";
    *port = htons((in_port_t)number);
    return NULL;
}

/* An interface can be given by its number, which need not exist yet. */
static const char *parse_scope(const char *name, uint32_t *scope) {
    char *end;
    *scope = if_nametoindex(name);
    if (*scope != 0)
        return NULL;
    unsigned long number = isdigit((unsigned char)*name) ? strtoul(name, &end, 10) : 0;
    if (number == 0 || number > INT32_MAX || *end)
        return "names a network interface that does not exist";
    *scope = (uint32_t)number;
    return NULL;
}

static const char *parse_v6(const char *text, struct address *address) {
    char host[INET6_ADDRSTRLEN + IF_NAMESIZE + 1];
    const char *end = strchr(text, ']');
    if (!end || end[1] != ':' || (size_t)(end - text) >= sizeof host)
        return "is not of the form [IPV6]:PORT";
    memcpy(host, text + 1, (size_t)(end - text - 1));
    host[end - text - 1] = 0;
    address->length = sizeof address->in6;
    address->in6.sin6_family = AF_INET6;
    char *scope = strchr(host, '%');
    if (scope) {
        *scope = 0;
        const char *problem = parse_scope(scope + 1, &address->in6.sin6_scope_id);
        if (problem)
            return problem;
    }
    if (inet_pton(AF_INET6, host, &address->in6.sin6_addr) != 1)
        return "has no IPv6 address between its brackets";
    return parse_port(end + 2, &address->in6.sin6_port);
}

static const char *parse_v4(const char *text, struct address *address) {
    char host[INET_ADDRSTRLEN];
    const char *colon = strrchr(text, ':');
    if (!colon)
        return "is none of 127.0.0.1:PORT, [::1]:PORT, /path, @name";
    if ((size_t)(colon - text) >= sizeof host)
        return "has no IPv4 address before its ':' (an IPv6 address goes in [brackets])";
    memcpy(host, text, (size_t)(colon - text));
    host[colon - text] = 0;
    address->length = sizeof address->in;
    address->in.sin_family = AF_INET;
    if (inet_pton(AF_INET, host, &address->in.sin_addr) != 1)
        return "has no IPv4 address before its ':' (names are not looked up; an IPv6 address goes in [brackets])";
    return parse_port(colon + 1, &address->in.sin_port);
}

static const char *parse_unix(const char *text, struct address *address) {
    size_t length = strlen(text);
    bool abstract = *text == '@';
    if (length < 2)
        return "names no socket";
    if (length - abstract > NAME_MAX_LENGTH)
        return "is longer than the 107 bytes a unix socket can have";
    address->un.sun_family = AF_UNIX;
    memcpy(address->un.sun_path, text, length);
    if (abstract)
        address->un.sun_path[0] = 0;
    address->length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + !abstract);
    return NULL;
}

static bool is_number(const char *text) {
    return *text && text[strspn(text, "0123456789")] == 0;
}

static const char *parse_plain(const char *text, struct address *address) {
    memset(address, 0, sizeof *address);
    if (*text == '/' || *text == '@')
        return parse_unix(text, address);
    if (is_number(text))
        return "is a bare port; say who may connect: 127.0.0.1:PORT (this machine), 0.0.0.0:PORT (every IPv4 "
               "network), [::]:PORT (every network, if the program speaks IPv6)";
    return *text == '[' ? parse_v6(text, address) : parse_v4(text, address);
}

const char *parse_address(const char *text, struct address *address, int *type) {
    *type = SOCK_STREAM;
    for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
        size_t length = strlen(prefixes[i].prefix);
        if (strncmp(text, prefixes[i].prefix, length) != 0)
            continue;
        *type = prefixes[i].type;
        const char *problem = parse_plain(text + length, address);
        if (!problem && prefixes[i].inet != is_inet(address))
            return "has a type that does not go with it (tcp and udp take IP:PORT, unix types take /path or @name)";
        return problem;
    }
    return parse_plain(text, address);
}
