#include "kernel/diag_query.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include "scoped_fd.h"

static int send_query(struct query *query, uint16_t flags, size_t length) {
    query->header.length = (uint32_t)(offsetof(struct query, inet) + length);
    query->header.type = SOCK_DIAG_BY_FAMILY_TYPE;
    query->header.flags = flags;
    int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, SOCK_DIAG_PROTOCOL);
    if (netlink < 0)
        return -1;
    if (send(netlink, query, query->header.length, 0) >= 0)
        return netlink;
    close(netlink);
    return -1;
}

/* A dump that failed ends like one that is complete, with an errno: ENOENT where there is no tcp_diag. */
static int end_of_list(const void *message, size_t length) {
    int32_t error = 0;
    if (length >= sizeof error)
        memcpy(&error, message, sizeof error);
    return error < 0 ? -1 : 0;
}

/* 1: go on reading; 0: the list is complete or VISIT has seen enough; -1: the kernel refused. */
static int visit_all(const char *buffer, size_t size, visit_message *visit, void *context) {
    while (size >= sizeof(struct netlink_header)) {
        const struct netlink_header *header = (const void *)buffer;
        if (header->length < sizeof *header || header->length > size)
            return -1;
        if (header->type == NETLINK_DONE_TYPE)
            return end_of_list(header + 1, header->length - sizeof *header);
        if (header->type == NETLINK_ERROR_TYPE)
            return -1;
        if (!visit(header + 1, header->length - sizeof *header, context))
            return 0;
        size_t step = (header->length + 3U) & ~3U;
        if (step >= size)
            break;
        buffer += step;
        size -= step;
    }
    return 1;
}

/* The socket is new for each query: what is left unread of a dump dies with it. */
bool ask_diag(struct query *query, uint16_t flags, size_t length, visit_message *visit, void *context) {
    SCOPED_FD netlink = send_query(query, flags, length);
    if (netlink < 0)
        return false;
    int more = 1;
    while (more == 1) {
        static _Alignas(struct netlink_header) char buffer[8192]; /* mostly a few hundred bytes: one page, not two */
        ssize_t size = recv(netlink, buffer, sizeof buffer, 0);
        if (size <= 0)
            return false;
        more = visit_all(buffer, (size_t)size, visit, context);
        if (flags == NETLINK_REQUEST_ONE)
            break;
    }
    return more >= 0;
}

bool ask_inet(int family, int protocol, unsigned port, uint32_t states, visit_message *visit, void *context) {
    struct query query = {.inet = {
                              .family = (uint8_t)family,
                              .protocol = (uint8_t)protocol,
                              .states = states,
                              .id.source_port = htons((uint16_t)port),
                          }};
    return ask_diag(&query, NETLINK_REQUEST_DUMP, sizeof query.inet, visit, context);
}

const struct netlink_attribute *find_attribute(const void *data, size_t length, size_t offset, unsigned type) {
    while (offset + sizeof(struct netlink_attribute) <= length) {
        const struct netlink_attribute *attribute = (const void *)((const char *)data + offset);
        if (attribute->length < sizeof *attribute || attribute->length > length - offset)
            return NULL;
        if (attribute->type == type)
            return attribute;
        offset += (attribute->length + 3U) & ~3U;
    }
    return NULL;
}

bool ask_unix(ino_t inode, uint32_t show, visit_message *visit, void *context) {
    struct query query = {.un = {
                              .family = AF_UNIX,
                              .states = ANY_STATE,
                              .inode = (uint32_t)inode,
                              .show = show,
                              .cookie = {~0U, ~0U},
                          }};
    return ask_diag(&query, NETLINK_REQUEST_ONE, sizeof query.un, visit, context);
}
