#include "idle/connection_ends.h"

#include <netinet/tcp.h>
#include <string.h>

#include "fingerprint.h"
#include "idle/ignored.h"
#include "scratch.h"
#include "sockets/connections.h"

SCRATCH static struct connection_ends ends;

/* NUMBER is that of this connection alone. The sum is the same in whatever order the kernel lists the connections. */
static void add(struct tcp_end end, ino_t inode, ino_t other, uint64_t number) {
    if (ends.open < ENDS_MAX) {
        ends.accepted[ends.open] = end;
        ends.inodes[ends.open] = inode;
        ends.others[ends.open] = other;
        ends.numbers[ends.open] = scatter(number);
        ends.ignored[ends.open] = false;
        ends.sum += scatter(number);
    }
    ends.open++;
}

/* The kernel gives no number to two sockets until it starts again (sock_gen_cookie, Linux 4.12). */
static uint64_t cookie_of(const struct inet_diag_msg *message) {
    return (uint64_t)message->id.idiag_cookie[1] << 32 | message->id.idiag_cookie[0];
}

static bool take_accepted(const void *data, size_t length, void *context) {
    const struct inet_diag_msg *message = data;
    (void)context;
    if (is_connection_to(ends.socket, message, length) && is_use(ends.use, message, length))
        add(read_end(message), message->idiag_inode, 0, cookie_of(message));
    return ends.open < ends.limit;
}

/* A process has both ends if it has the other one: who accepts holds what it accepted. */
static bool take_unix(const void *data, size_t length, void *context) {
    const struct unix_diag_msg *message = data;
    (void)context;
    if (!is_unix_connection_to(ends.socket, message, length))
        return true;
    const struct nlattr *peer = find_attribute(data, length, sizeof *message, UNIX_DIAG_PEER);
    uint32_t other = 0;
    if (peer && peer->nla_len >= sizeof *peer + sizeof other)
        memcpy(&other, peer + 1, sizeof other);
    ends.use->sum += scatter((uint64_t)other << 32 | message->udiag_ino);
    add((struct tcp_end){0}, message->udiag_ino, other, (uint64_t)other << 32 | message->udiag_ino);
    return ends.open < ends.limit;
}

bool list_ends(const struct passed_socket *socket, size_t limit, struct use_count *use, struct connection_ends **listed) {
    ends.socket = socket;
    ends.use = use;
    ends.limit = limit;
    ends.open = 0;
    ends.sum = 0;
    *listed = &ends;
    if (!is_inet(&socket->address))
        return ask_connected_unix(UDIAG_SHOW_PEER, take_unix, NULL);
    int family = socket->address.any.sa_family;
    unsigned port = port_of(&socket->address);
    if (use->rules)
        return ask_inet_info(family, port, OPEN_STATES, take_accepted, NULL);
    return ask_inet(family, IPPROTO_TCP, port, OPEN_STATES, take_accepted, NULL);
}

void find_other_ends(struct connection_ends *listed) {
    bool tcp = is_inet(&listed->socket->address);
    const struct use_options *rules = listed->use->rules;
    for (size_t i = 0; tcp && i < listed->open && i < ENDS_MAX; i++) {
        struct other_end other = find_other_end(&listed->accepted[i]);
        listed->others[i] = other.inode;
        listed->ignored[i] = rules && is_ignored_owner(rules, &other);
    }
}
