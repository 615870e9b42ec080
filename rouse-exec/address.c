#include "address.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <net/if.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"

#define PATH_OFFSET offsetof(struct sockaddr_un, sun_path)
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

static const char *parse_scope(const char *name, uint32_t *scope) {
    *scope = if_nametoindex(name);
    if (*scope == 0)
        *scope = (uint32_t)strtoul(name, NULL, 10);
    return *scope == 0 ? "names a network interface that does not exist" : NULL;
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
    address->length = (socklen_t)(PATH_OFFSET + length + !abstract);
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
               "network), [::]:PORT (every network)";
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

static void append_escaped(char **out, const char *end, unsigned char byte) {
    if (byte >= 0x20 && byte != 0x7f && end - *out > 1)
        *(*out)++ = (char)byte;
    else if (end - *out > 4)
        *out += snprintf(*out, 5, "\\x%02x", byte);
}

static void format_unix(const struct address *address, char *text) {
    char *out = text, *end = text + ADDRESS_TEXT_MAX - 1;
    const char *path = address->un.sun_path;
    size_t length = address->length > PATH_OFFSET ? address->length - PATH_OFFSET : 0;
    size_t first = 0;
    if (length > 0 && path[0] == 0) {
        *out++ = '@';
        first = 1;
    } else {
        length = strnlen(path, length);
    }
    for (size_t i = first; i < length; i++)
        append_escaped(&out, end, (unsigned char)path[i]);
    *out = 0;
}

static void format_v6(const struct address *address, char *text) {
    char host[INET6_ADDRSTRLEN], name[IF_NAMESIZE], scope[IF_NAMESIZE + 12] = "";
    inet_ntop(AF_INET6, &address->in6.sin6_addr, host, sizeof host);
    uint32_t index = address->in6.sin6_scope_id;
    if (index != 0 && if_indextoname(index, name))
        snprintf(scope, sizeof scope, "%%%s", name);
    else if (index != 0)
        snprintf(scope, sizeof scope, "%%%u", index);
    snprintf(text, ADDRESS_TEXT_MAX, "[%s%s]:%u", host, scope, port_of(address));
}

const char *format_address(const struct address *address, char text[ADDRESS_TEXT_MAX]) {
    char host[INET_ADDRSTRLEN];
    switch (address->any.sa_family) {
    case AF_INET:
        inet_ntop(AF_INET, &address->in.sin_addr, host, sizeof host);
        snprintf(text, ADDRESS_TEXT_MAX, "%s:%u", host, port_of(address));
        break;
    case AF_INET6:
        format_v6(address, text);
        break;
    case AF_UNIX:
        format_unix(address, text);
        break;
    default:
        snprintf(text, ADDRESS_TEXT_MAX, "address family %d", address->any.sa_family);
    }
    return text;
}

const char *type_name(int family, int type) {
    if (family == AF_UNIX)
        return type == SOCK_STREAM ? "unix" : type == SOCK_DGRAM ? "unix-dgram" : "unix-seqpacket";
    if (family == AF_INET || family == AF_INET6)
        return type == SOCK_STREAM ? "tcp" : type == SOCK_DGRAM ? "udp" : "other";
    return "other";
}

bool is_inet(const struct address *address) {
    return address->any.sa_family == AF_INET || address->any.sa_family == AF_INET6;
}

bool is_unix_path(const struct address *address) {
    return address->any.sa_family == AF_UNIX && address->length > PATH_OFFSET && address->un.sun_path[0] != 0;
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

/* A path may come with or without its NUL and with rubbish behind it; an abstract name is all its bytes. */
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
