#include "sockets/unaccepted.h"

#include <netinet/tcp.h>
#include <string.h>

#include "kernel/diag_query.h"
#include "kernel/sock_diag.h"

struct search {
    const struct passed_socket *socket;
    uint64_t known, found;
};

static bool consider(struct search *search, uint64_t client) {
    if (search->found == 0 || client == search->known)
        search->found = client;
    return search->found != search->known;
}

/* A connection that has not been accepted has no inode yet. */
static bool visit_inet(const void *data, size_t length, void *context) {
    const struct inet_diag_msg *message = data;
    struct search *search = context;
    if (length < sizeof *message || message->idiag_inode != 0 || !is_made_to(&search->socket->address, &message->id))
        return true;
    return consider(search, (uint64_t)message->id.idiag_cookie[1] << 32 | message->id.idiag_cookie[0]);
}

static bool visit_unix(const void *data, size_t length, void *context) {
    const struct nlattr *waiting =
        find_attribute(data, length, sizeof(struct unix_diag_msg), UNIX_DIAG_ICONS);
    size_t count = waiting ? (waiting->nla_len - sizeof *waiting) / sizeof(uint32_t) : 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t inode;
        memcpy(&inode, (const char *)(waiting + 1) + i * sizeof inode, sizeof inode);
        if (!consider(context, inode))
            break;
    }
    return false;
}

uint64_t find_unaccepted(const struct passed_socket *socket, uint64_t known) {
    struct search search = {.socket = socket, .known = known ? known : UINT64_MAX};
    if (socket->type == SOCK_DGRAM)
        return 0;
    if (is_inet(&socket->address))
        ask_inet(socket->address.any.sa_family, IPPROTO_TCP, port_of(&socket->address),
                 TCP_STATE_BIT(TCP_ESTABLISHED) | TCP_STATE_BIT(TCP_CLOSE_WAIT), visit_inet, &search);
    else
        ask_unix(socket->inode, UDIAG_SHOW_ICONS, visit_unix, &search);
    return search.found;
}
