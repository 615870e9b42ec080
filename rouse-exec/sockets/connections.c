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

bool is_open_connection(const struct inet_diag_msg *message) {
    uint8_t state = message->idiag_state;
    return message->idiag_inode != 0 || state == TCP_ESTABLISHED || state == TCP_CLOSE_WAIT;
}

bool is_open_to(const struct address *address, const struct inet_diag_msg *message, size_t length) {
    return length >= sizeof *message && is_made_to(address, &message->id) && is_open_connection(message);
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
static bool is_unix_open_to(const struct address *to, int type, const struct unix_diag_msg *message, size_t length) {
    if (length < sizeof *message || message->udiag_state != TCP_ESTABLISHED || message->udiag_type != type)
        return false;
    const struct nlattr *name = find_attribute(message, length, sizeof *message, UNIX_DIAG_NAME);
    if (!name)
        return false;
    struct address address = {.un.sun_family = AF_UNIX};
    size_t bytes = name->nla_len - sizeof *name;
    if (bytes > sizeof address.un.sun_path)
        return false;
    memcpy(address.un.sun_path, name + 1, bytes);
    address.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + bytes);
    return same_address(&address, to);
}

bool is_unix_connection_to(const struct passed_socket *socket, const struct unix_diag_msg *message, size_t length) {
    return is_unix_open_to(&socket->address, socket->type, message, length);
}

static bool count_unix(const void *data, size_t length, void *context) {
    struct count *count = context;
    count->found += is_unix_open_to(count->address, count->type, data, length);
    return count->found < count->limit;
}

bool ask_connected_unix(uint32_t show, visit_message *visit, void *context) {
    struct query query = {.un = {
                              .sdiag_family = AF_UNIX,
                              .udiag_states = TCP_STATE_BIT(TCP_ESTABLISHED),
                              .udiag_show = UDIAG_SHOW_NAME | show,
                          }};
    return ask_diag(&query, NLM_F_REQUEST | NLM_F_DUMP, sizeof query.un, visit, context);
}

int count_connections_to(const struct address *address, int type, int limit) {
    struct count count = {.address = address, .type = type, .limit = limit};
    int protocol = type == SOCK_DGRAM ? IPPROTO_UDP : IPPROTO_TCP;
    bool answered = is_inet(address) ? ask_inet(address->any.sa_family, protocol, port_of(address), OPEN_STATES,
                                                count_inet, &count)
                                     : ask_connected_unix(0, count_unix, &count);
    return answered ? count.found : CANNOT_TELL;
}

int count_connections(const struct passed_socket *socket, int limit) {
    return count_connections_to(&socket->address, socket->type, limit);
}
