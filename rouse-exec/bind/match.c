#include "bind/match.h"

#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

#include "array.h"
#include "bind/other_family.h"
#include "messages/log.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

/* Go 1.24 listens with MPTCP where the kernel has it; a program that accepts sees TCP. */
static int protocol_kind(int protocol) {
    return protocol == IPPROTO_MPTCP ? IPPROTO_TCP : protocol;
}

static bool same_kind(const struct passed_socket *socket, const struct bind_request *request) {
    return socket->type == request->type && protocol_kind(socket->protocol) == protocol_kind(request->protocol);
}

static int family_of(const struct passed_socket *socket) {
    return socket->address.any.sa_family;
}

typedef bool fits(const struct passed_socket *socket, const struct bind_request *request);

static bool fits_file(const struct passed_socket *socket, const struct bind_request *request) {
    return family_of(socket) == AF_UNIX && same_path(&socket->path, &request->path);
}

/* Unix paths are compared as text here, after the files they name: under PrivateTmp= the file is another one, and the
 * socket is still the one that was meant. */
static bool fits_exactly(const struct passed_socket *socket, const struct bind_request *request) {
    return family_of(socket) == request->family && same_address(&socket->address, &request->address);
}

/* An IPv4 socket refuses datagrams that are sent to the IPv6 form of an address (udp_sendmsg: EAFNOSUPPORT), so a server
 * that has an IPv6 socket could not answer. */
static bool can_answer(const struct passed_socket *socket, const struct bind_request *request) {
    return request->type != SOCK_DGRAM || family_of(socket) == request->family;
}

/* Java and Node bind IPv6 sockets for IPv4 addresses; real servers cope with IPv4 peers on them. */
static bool fits_v4_for_v6(const struct passed_socket *socket, const struct bind_request *request) {
    if (family_of(socket) != AF_INET || request->family != AF_INET6 || request->v6only)
        return false;
    struct address v4 = as_v4(&request->address);
    return same_address(&socket->address, &v4);
}

/* The program asks for every address of the port, and the unit narrows that. */
static bool fits_narrower(const struct passed_socket *socket, const struct bind_request *request) {
    struct address asked = as_v4(&request->address);
    bool reaches_v4 = request->family == AF_INET || (request->family == AF_INET6 && !request->v6only);
    if (!is_wildcard(&asked) || port_of(&socket->address) != port_of(&asked))
        return false;
    if (family_of(socket) == AF_INET)
        return reaches_v4;
    return request->family == AF_INET6 && !is_v4_mapped(&request->address);
}

static fits *const rules[] = {fits_file, fits_exactly, fits_v4_for_v6, fits_narrower};

static bool map_names_address(const struct map_option *map, const struct address *address,
                              const struct path_identity *path) {
    if (map->any_address && map->any_port)
        return true;
    if (map->any_address)
        return is_inet(address) && port_of(address) == port_of(&map->address);
    if (is_unix_path(&map->address) && path) {
        struct path_identity own = identify_path(&map->address);
        if (same_path(&own, path))
            return true;
    }
    if (!map->any_port)
        return same_address(&map->address, address);
    struct address any_port = *address;
    if (is_inet(address)) /* sin_port and sin6_port have the same offset */
        any_port.in.sin_port = map->address.in.sin_port;
    return is_inet(address) && same_address(&map->address, &any_port);
}

/* The user said so: any family will do, even unix for TCP, as long as the type is the same. */
static struct passed_socket *match_map(const struct passed_set *set, const struct options *options,
                                       const struct bind_request *request) {
    for (size_t m = 0; m < options->map_count; m++) {
        const struct map_option *map = &options->maps[m];
        if (!map_names_address(map, &request->address, &request->path))
            continue;
        for (size_t i = 0; i < set->count; i++)
            if (strcmp(set->sockets[i].name, map->name) == 0 && set->sockets[i].type == request->type)
                return &set->sockets[i];
    }
    return NULL;
}

/* Port 0 asks for any free port: Go probes what the machine supports with it. */
static bool asks_for_any_port(const struct address *address) {
    return is_inet(address) && port_of(address) == 0;
}

bool may_match(const struct passed_set *set, const struct options *options, const struct address *address) {
    if (asks_for_any_port(address))
        return false;
    for (size_t m = 0; m < options->map_count; m++)
        if (is_unix_path(address) || map_names_address(&options->maps[m], address, NULL))
            return true;
    for (size_t i = 0; i < set->count; i++) {
        const struct address *passed = &set->sockets[i].address;
        if (is_inet(address) ? is_inet(passed) && port_of(passed) == port_of(address)
                             : passed->any.sa_family == address->any.sa_family)
            return true;
    }
    return false;
}

static struct passed_socket *find_of_port(const struct passed_set *set, const struct bind_request *request,
                                          fits *fits_too) {
    for (size_t i = 0; i < set->count; i++) {
        struct passed_socket *socket = &set->sockets[i];
        if (same_kind(socket, request) && is_inet(&socket->address) &&
            port_of(&socket->address) == port_of(&request->address) && fits_too(socket, request))
            return socket;
    }
    return NULL;
}

/* A socket of the program's own family comes first, even where it is of another address and answers no bind. */
static struct passed_socket *find_of_other_family(const struct passed_set *set, const struct bind_request *request,
                                                  fits *fits_too) {
    return find_of_port(set, request, is_of_its_family) ? NULL : find_of_port(set, request, fits_too);
}

struct passed_socket *match_bind(const struct passed_set *set, const struct options *options,
                                 const struct bind_request *request) {
    if (asks_for_any_port(&request->address))
        return NULL;
    struct passed_socket *mapped = match_map(set, options, request);
    if (mapped)
        return mapped;
    for (size_t rule = 0; rule < COUNT_OF(rules); rule++)
        for (size_t i = 0; i < set->count; i++)
            if (same_kind(&set->sockets[i], request) && can_answer(&set->sockets[i], request) &&
                rules[rule](&set->sockets[i], request))
                return &set->sockets[i];
    return find_of_other_family(set, request, fits_other_family);
}

bool is_refused(const struct passed_set *set, const struct bind_request *request) {
    return find_of_other_family(set, request, is_wider_of_other_family) != NULL;
}

struct passed_socket *find_in_its_stead(const struct passed_set *set, const struct bind_request *request) {
    return find_of_other_family(set, request, stands_in_its_stead);
}

static bool is_wider(const struct passed_socket *socket, const struct bind_request *request) {
    struct address asked = as_v4(&request->address);
    return family_of(socket) == asked.any.sa_family && is_wildcard(&socket->address) && !is_wildcard(&asked);
}

static bool is_same_family(const struct passed_socket *socket, const struct bind_request *request) {
    return family_of(socket) == request->family;
}

static bool is_any(const struct passed_socket *socket, const struct bind_request *request) {
    (void)socket, (void)request;
    return true;
}

/* Most of all one that is wider than asked for; then one of the program's family, beside which it binds. */
const struct passed_socket *near_miss(const struct passed_set *set, const struct bind_request *request) {
    static fits *const misses[] = {is_wider, is_same_family, is_any};
    const struct passed_socket *found = NULL;
    for (size_t i = 0; i < COUNT_OF(misses) && !found && is_inet(&request->address); i++)
        found = find_of_port(set, request, misses[i]);
    return found;
}

static void check_map(const struct passed_set *set, const struct map_option *map) {
    const struct passed_socket *first = NULL;
    for (size_t i = 0; i < set->count; i++) {
        const struct passed_socket *socket = &set->sockets[i];
        if (strcmp(socket->name, map->name) != 0)
            continue;
        if (first && first->type == socket->type)
            die("--map=%s: several passed sockets are named '%s'; give each a FileDescriptorName= of its own",
                map->text, map->name);
        first = socket;
    }
    if (!first)
        die("--map=%s: no passed socket is named '%s'; see FileDescriptorName= of the socket unit", map->text,
            map->name);
}

void check_maps(const struct passed_set *set, const struct options *options) {
    for (size_t m = 0; m < options->map_count; m++)
        check_map(set, &options->maps[m]);
}
