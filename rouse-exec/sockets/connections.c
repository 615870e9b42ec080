#include "sockets/connections.h"

#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>

#include "kernel/diag_query.h"
#include "kernel/sock_diag.h"

struct count {
    const struct address *address;
    int type, found, limit;
};

/* Inode 0: in ESTABLISHED and CLOSE_WAIT the connection has not been accepted yet; in the closing states it is an
 * orphan that the program has closed. */
static bool is_open(const struct inet_diag_msg *message) {
    uint8_t state = message->idiag_state;
    return message->idiag_inode != 0 || state == TCP_ESTABLISHED || state == TCP_CLOSE_WAIT;
}

static bool is_open_to(const struct address *address, const struct inet_diag_msg *message, size_t length) {
    return length >= sizeof *message && is_made_to(address, &message->id) && is_open(message);
}

bool is_connection_to(const struct passed_socket *socket, const struct inet_diag_msg *message, size_t length) {
    return is_open_to(&socket->address, message, length);
}

static bool count_inet(const void *data, size_t length, void *context) {
    struct count *count = context;
    if (is_open_to(count->address, data, length))
        count->found++;
    return count->found < count->limit;
}

/* An accepted unix socket carries the name of the socket that accepted it. */
static bool count_unix(const void *data, size_t length, void *context) {
    const struct unix_diag_msg *message = data;
    struct count *count = context;
    if (length < sizeof *message || message->udiag_state != TCP_ESTABLISHED ||
        message->udiag_type != count->type)
        return true;
    const struct nlattr *name = find_attribute(data, length, sizeof *message, UNIX_DIAG_NAME);
    if (!name)
        return true;
    struct address address = {.un.sun_family = AF_UNIX};
    size_t bytes = name->nla_len - sizeof *name;
    if (bytes > sizeof address.un.sun_path)
        return true;
    memcpy(address.un.sun_path, name + 1, bytes);
    address.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + bytes);
    count->found += same_address(&address, count->address);
    return count->found < count->limit;
}

static bool count_all_unix(struct count *count) {
    struct query query = {.un = {
                              .sdiag_family = AF_UNIX,
                              .udiag_states = TCP_STATE_BIT(TCP_ESTABLISHED),
                              .udiag_show = UDIAG_SHOW_NAME,
                          }};
    return ask_diag(&query, NLM_F_REQUEST | NLM_F_DUMP, sizeof query.un, count_unix, count);
}

int count_connections_to(const struct address *address, int type, int limit) {
    struct count count = {.address = address, .type = type, .limit = limit};
    int protocol = type == SOCK_DGRAM ? IPPROTO_UDP : IPPROTO_TCP;
    bool answered = is_inet(address) ? ask_inet(address->any.sa_family, protocol, port_of(address), OPEN_STATES,
                                                count_inet, &count)
                                     : count_all_unix(&count);
    return answered ? count.found : CANNOT_TELL;
}

int count_connections(const struct passed_socket *socket, int limit) {
    return count_connections_to(&socket->address, socket->type, limit);
}
