#include "idle/beside.h"

#include "sockets/connections.h"

/* Whether its connections are counted as those of the passed socket anyway: is_made_to takes a wildcard for every
 * address of its family. The kernel binds :: beside a passed 0.0.0.0 for IPv6 only. */
static bool is_covered(const struct passed_socket *socket, const struct address *address) {
    bool wide = is_wildcard(&socket->address) &&
                (socket->address.any.sa_family == address->any.sa_family || is_v4(address));
    return wide || same_address(&socket->address, address);
}

static bool is_beside(const struct passed_set *set, const struct unmatched_bind *bind) {
    bool of_port = false;
    for (size_t i = 0; i < set->count; i++) {
        const struct passed_socket *socket = &set->sockets[i];
        if (socket->type != bind->type || !is_inet(&socket->address) ||
            port_of(&socket->address) != port_of(&bind->address))
            continue;
        if (is_covered(socket, &bind->address))
            return false;
        of_port = true;
    }
    return of_port;
}

int count_connections_beside(const struct service *service, int limit) {
    int found = 0;
    for (size_t i = 0; i < service->unmatched_count && found < limit; i++) {
        const struct unmatched_bind *bind = &service->unmatched[i];
        if (!is_inet(&bind->address) || !is_beside(&service->passed, bind))
            continue;
        int here = count_connections_to(&bind->address, bind->type, limit - found);
        found += here > 0 ? here : 0;
    }
    return found;
}
