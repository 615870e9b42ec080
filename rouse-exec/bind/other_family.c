#include "bind/other_family.h"

bool is_of_its_family(const struct passed_socket *socket, const struct bind_request *request) {
    return is_v4(&socket->address) == is_v4(&request->address);
}

static bool concerns(const struct passed_socket *socket, const struct bind_request *request) {
    return request->type == SOCK_STREAM && is_inet(&request->address) && !is_of_its_family(socket, request);
}

static bool asks_for_every_address(const struct bind_request *request) {
    struct address asked = as_v4(&request->address);
    return is_wildcard(&asked);
}

bool is_for_both_families(const struct bind_request *request) {
    return request->family == AF_INET6 && !request->v6only && is_wildcard(&request->address);
}

static bool are_both_loopback(const struct passed_socket *socket, const struct bind_request *request) {
    return is_loopback(&socket->address) && is_loopback(&request->address);
}

/* [::] may take IPv4 as well, which is wider than ::ffff:0.0.0.0. The kernel refuses ::ffff:A with IPV6_V6ONLY. */
bool fits_other_family(const struct passed_socket *socket, const struct bind_request *request) {
    if (!concerns(socket, request) || request->family != AF_INET6)
        return false;
    if (is_v4_mapped(&request->address) && (request->v6only || is_wildcard(&socket->address)))
        return false;
    return asks_for_every_address(request) || are_both_loopback(socket, request);
}

bool stands_in_its_stead(const struct passed_socket *socket, const struct bind_request *request) {
    return concerns(socket, request) && request->family == AF_INET &&
           (asks_for_every_address(request) || are_both_loopback(socket, request));
}

bool is_wider_of_other_family(const struct passed_socket *socket, const struct bind_request *request) {
    return concerns(socket, request) && is_loopback(&request->address) && is_wildcard(&socket->address);
}
