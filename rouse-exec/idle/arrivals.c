#include "idle/arrivals.h"

#include <netinet/tcp.h>
#include <string.h>

#include "array.h"
#include "fingerprint.h"
#include "idle/ignored.h"
#include "kernel/diag_query.h"
#include "kernel/sock_diag.h"
#include "scratch.h"
#include "sockets/connections.h"
#include "sockets/other_end.h"

#define OWNERS_ASKED 8

struct comers {
    const struct passed_socket *socket;
    const struct use_options *rules;
    const struct known_clients *known;
    struct known_clients now;
    unsigned ignored, others; /* that are new */
    size_t to_ask;
    struct tcp_end ends[OWNERS_ASKED];
};

static uint64_t key_of(const uint32_t address[4], uint16_t port) {
    uint64_t key = add_to_fingerprint(FINGERPRINT_OF_NOTHING, address, 4 * sizeof *address);
    return add_to_fingerprint(key, &port, sizeof port);
}

static bool is_known(const struct known_clients *known, uint64_t key) {
    for (unsigned i = 0; i < known->count; i++)
        if (known->keys[i] == key)
            return true;
    return false;
}

static bool note(struct comers *comers, uint64_t key) {
    struct known_clients *now = &comers->now;
    if (is_known(now, key))
        return false;
    now->crowded = now->crowded || now->count == COUNT_OF(now->keys);
    if (!now->crowded)
        now->keys[now->count++] = key;
    return !now->crowded && !is_known(comers->known, key);
}

static bool take_client(struct comers *comers, const uint32_t address[4], const struct tcp_end *open) {
    uint16_t port = open->remote_port;
    if (!note(comers, key_of(address, port)))
        return !comers->now.crowded;
    if (is_ignored_address(comers->rules, address))
        comers->ignored++;
    else if (open->local_port != 0 && asks_for_owners(comers->rules) && comers->to_ask < OWNERS_ASKED)
        comers->ends[comers->to_ask++] = *open;
    else
        comers->others++;
    return true;
}

static bool take_server_end(const void *data, size_t length, void *context) {
    const struct inet_diag_msg *message = data;
    struct comers *comers = context;
    if (length < sizeof *message || !is_made_to(&comers->socket->address, &message->id))
        return true;
    struct tcp_end end = read_end(message);
    if (message->idiag_state == TCP_TIME_WAIT)
        end.local_port = 0;
    return take_client(comers, end.remote, &end);
}

/* Of a client of this machine that has closed first, its own end remembers. Other connections of this machine to that
 * port lead elsewhere. */
static bool take_client_end(const void *data, size_t length, void *context) {
    const struct inet_diag_msg *message = data;
    struct comers *comers = context;
    if (length < sizeof *message)
        return true;
    struct tcp_end own = read_end(message);
    const uint32_t loopback[4] = {[3] = htonl(1)};
    bool v4_loopback = own.remote[2] == htonl(0xffff) && (ntohl(own.remote[3]) >> 24) == 127;
    bool here = v4_loopback || memcmp(own.remote, own.local, sizeof own.local) == 0 ||
                memcmp(own.remote, loopback, sizeof loopback) == 0;
    struct tcp_end ended = {.remote_port = own.local_port};
    return !here || take_client(comers, own.local, &ended);
}

static void ask_socket(struct comers *comers) {
    static const int families[] = {AF_INET, AF_INET6};
    const struct address *address = &comers->socket->address;
    unsigned port = port_of(address);
    if (!is_inet(address) || comers->socket->type == SOCK_DGRAM)
        return;
    uint32_t states = OPEN_STATES | TCP_STATE_BIT(TCP_TIME_WAIT);
    ask_inet(address->any.sa_family, IPPROTO_TCP, port, states, take_server_end, comers);
    for (size_t i = 0; i < (address->any.sa_family == AF_INET ? 1 : COUNT_OF(families)); i++)
        ask_inet_to(families[i], port, TCP_STATE_BIT(TCP_TIME_WAIT), take_client_end, comers);
}

static void ask_owners(struct comers *comers) {
    for (size_t i = 0; i < comers->to_ask; i++) {
        struct other_end client = find_other_end(&comers->ends[i]);
        if (is_ignored_owner(comers->rules, &client))
            comers->ignored++;
        else
            comers->others++;
    }
}

bool are_arrivals_ignored(struct service *service) {
    SCRATCH static struct comers comers;
    struct known_clients *known = &service->known_clients;
    comers = (struct comers){.rules = &service->options->use, .known = known};
    for (size_t i = 0; i < service->passed.count; i++) {
        comers.socket = &service->passed.sockets[i];
        ask_socket(&comers);
    }
    ask_owners(&comers);
    bool told = !known->crowded && !comers.now.crowded;
    *known = comers.now;
    return told && comers.ignored > 0 && comers.others == 0;
}
