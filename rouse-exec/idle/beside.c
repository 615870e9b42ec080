#include "idle/beside.h"

#include <netinet/tcp.h>

#include "array.h"
#include "kernel/sock_diag.h"
#include "sockets/connections.h"

/* Whether its connections are counted as those of the passed socket anyway: is_made_to takes a wildcard for every
 * address of its family, and open_connections.c asks for datagrams once some are known. The kernel binds :: beside a
 * passed 0.0.0.0 for IPv6 only. */
static bool is_covered(const struct passed_socket *socket, const struct address *address) {
    bool asked = socket->type != SOCK_DGRAM || socket->connected_beside;
    bool wide = asked && is_wildcard(&socket->address) &&
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

struct count {
    const struct passed_set *set;
    int found, limit;
};

/* Made to no passed socket of the family that was asked for. */
static bool is_of_others(const struct passed_set *set, const struct inet_diag_msg *message) {
    for (size_t i = 0; i < set->count; i++)
        if (set->sockets[i].address.any.sa_family == message->idiag_family &&
            is_made_to(&set->sockets[i].address, &message->id))
            return false;
    return is_open_connection(message);
}

static bool count_of_others(const void *data, size_t length, void *context) {
    struct count *count = context;
    count->found += length >= sizeof(struct inet_diag_msg) && is_of_others(count->set, data);
    return count->found < count->limit;
}

static bool is_first_of_port(const struct passed_set *set, size_t which) {
    const struct passed_socket *sockets = set->sockets;
    for (size_t i = 0; i < which; i++)
        if (sockets[i].type == sockets[which].type && is_inet(&sockets[i].address) &&
            port_of(&sockets[i].address) == port_of(&sockets[which].address))
            return false;
    return is_inet(&sockets[which].address);
}

/* The program binds more addresses of the port than are noted: a connection to any address is use. */
static int count_on_ports(const struct passed_set *set, int limit) {
    static const int families[] = {AF_INET, AF_INET6};
    struct count count = {.set = set, .limit = limit};
    for (size_t i = 0; i < set->count; i++) {
        const struct passed_socket *socket = &set->sockets[i];
        int protocol = socket->type == SOCK_DGRAM ? IPPROTO_UDP : IPPROTO_TCP;
        for (size_t f = 0; is_first_of_port(set, i) && f < COUNT_OF(families); f++)
            ask_inet(families[f], protocol, port_of(&socket->address), OPEN_STATES, count_of_others, &count);
    }
    return count.found;
}

struct use_beside {
    const struct address *address;
    struct use_count *use;
    int found, limit;
};

static bool count_use(const void *data, size_t length, void *context) {
    struct use_beside *count = context;
    count->found += is_open_to(count->address, data, length) && is_use(count->use, data, length);
    return count->found < count->limit;
}

static int count_tcp(const struct address *address, int limit, struct use_count *use) {
    struct use_count here = count_by(use->rules);
    struct use_beside count = {.address = address, .use = &here, .limit = limit};
    ask_inet_info(address->any.sa_family, port_of(address), OPEN_STATES, count_use, &count);
    if (here.unclear > 0)
        note_untold(&here);
    add_use(use, &here);
    return count.found + here.unclear;
}

static int count_at(const struct unmatched_bind *bind, int limit, struct use_count *use) {
    if (use->rules && bind->type == SOCK_STREAM)
        return count_tcp(&bind->address, limit, use);
    int found = count_connections_to(&bind->address, bind->type, limit);
    if (found > 0)
        note_untold(use);
    return found > 0 ? found : 0;
}

static int count_on_all(const struct passed_set *set, int limit, struct use_count *use) {
    int found = count_on_ports(set, limit);
    if (found > 0)
        note_untold(use);
    return found;
}

int count_connections_beside(const struct service *service, int limit, struct use_count *use) {
    int found = 0;
    if (service->unmatched_missed)
        return count_on_all(&service->passed, limit, use);
    for (size_t i = 0; i < service->unmatched_count && found < limit; i++) {
        const struct unmatched_bind *bind = &service->unmatched[i];
        if (!is_inet(&bind->address) || !is_beside(&service->passed, bind))
            continue;
        found += count_at(bind, limit - found, use);
    }
    return found;
}
