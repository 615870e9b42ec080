#include "address/format_address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define PATH_OFFSET offsetof(struct sockaddr_un, sun_path)

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
