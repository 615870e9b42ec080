#include "sockets/unaccepted.h"

#include <arpa/inet.h>
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

/* A connection that nobody has accepted has no inode yet. */
static bool visit_inet(const void *data, size_t length, void *context) {
    const struct inet_diag_message *message = data;
    struct search *search = context;
    const struct address *own = &search->socket->address;
    if (length < sizeof *message || message->inode != 0 || message->id.source_port != htons((uint16_t)port_of(own)) ||
        !is_local_address(own, message->id.source))
        return true;
    return consider(search, (uint64_t)message->id.cookie[1] << 32 | message->id.cookie[0]);
}

static bool visit_unix(const void *data, size_t length, void *context) {
    const struct netlink_attribute *waiting =
        find_attribute(data, length, sizeof(struct unix_diag_message), UNIX_ATTRIBUTE_WAITING);
    size_t count = waiting ? (waiting->length - sizeof *waiting) / sizeof(uint32_t) : 0;
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
                 STATE(STATE_ESTABLISHED) | STATE(STATE_CLOSE_WAIT), visit_inet, &search);
    else
        ask_unix(socket->inode, UNIX_SHOW_WAITING, visit_unix, &search);
    return search.found;
}
