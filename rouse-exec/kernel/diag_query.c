#include "kernel/diag_query.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "scoped_fd.h"
#include "scratch.h"

static int send_query(struct query *query, uint16_t flags, size_t length) {
    query->header.nlmsg_len = (uint32_t)(offsetof(struct query, inet) + length);
    query->header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    query->header.nlmsg_flags = flags;
    int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (netlink < 0)
        return -1;
    if (send(netlink, query, query->header.nlmsg_len, 0) >= 0)
        return netlink;
    close(netlink);
    return -1;
}

/* A failed dump ends like a complete one, but with an errno: ENOENT where there is no tcp_diag. */
static int end_of_list(const void *message, size_t length) {
    int32_t error = 0;
    if (length >= sizeof error)
        memcpy(&error, message, sizeof error);
    return error < 0 ? -1 : 0;
}

/* 1: go on reading; 0: the list is complete or VISIT has seen enough; -1: the kernel refused. */
static int visit_all(const char *buffer, size_t size, visit_message *visit, void *context) {
    while (size >= sizeof(struct nlmsghdr)) {
        const struct nlmsghdr *header = (const void *)buffer;
        if (header->nlmsg_len < sizeof *header || header->nlmsg_len > size)
            return -1;
        if (header->nlmsg_type == NLMSG_DONE)
            return end_of_list(header + 1, header->nlmsg_len - sizeof *header);
        if (header->nlmsg_type == NLMSG_ERROR)
            return -1;
        if (!visit(header + 1, header->nlmsg_len - sizeof *header, context))
            return 0;
        size_t step = (header->nlmsg_len + 3U) & ~3U;
        if (step >= size)
            break;
        buffer += step;
        size -= step;
    }
    return 1;
}

/* The socket is new for each query: what is left unread of a dump is dropped with it. */
bool ask_diag(struct query *query, uint16_t flags, size_t length, visit_message *visit, void *context) {
    SCOPED_FD netlink = send_query(query, flags, length);
    if (netlink < 0)
        return false;
    int more = 1;
    while (more == 1) {
        SCRATCH static _Alignas(struct nlmsghdr) char buffer[8192]; /* mostly a few hundred bytes: one page, not two */
        ssize_t size = recv(netlink, buffer, sizeof buffer, 0);
        if (size <= 0)
            return false;
        more = visit_all(buffer, (size_t)size, visit, context);
        if (flags == NLM_F_REQUEST)
            break;
    }
    return more >= 0;
}

static struct query of_port(int family, int protocol, unsigned port, uint32_t states) {
    return (struct query){.inet = {
                              .sdiag_family = (uint8_t)family,
                              .sdiag_protocol = (uint8_t)protocol,
                              .idiag_states = states,
                              .id.idiag_sport = htons((uint16_t)port),
                          }};
}

bool ask_inet(int family, int protocol, unsigned port, uint32_t states, visit_message *visit, void *context) {
    struct query query = of_port(family, protocol, port, states);
    return ask_diag(&query, NLM_F_REQUEST | NLM_F_DUMP, sizeof query.inet, visit, context);
}

bool ask_inet_to(int family, unsigned port, uint32_t states, visit_message *visit, void *context) {
    struct query query = of_port(family, IPPROTO_TCP, 0, states);
    query.inet.id.idiag_dport = htons((uint16_t)port);
    return ask_diag(&query, NLM_F_REQUEST | NLM_F_DUMP, sizeof query.inet, visit, context);
}

bool ask_inet_info(int family, unsigned port, uint32_t states, visit_message *visit, void *context) {
    struct query query = of_port(family, IPPROTO_TCP, port, states);
    query.inet.idiag_ext = 1U << (INET_DIAG_INFO - 1);
    return ask_diag(&query, NLM_F_REQUEST | NLM_F_DUMP, sizeof query.inet, visit, context);
}

bool ask_connection(int family, const struct inet_diag_sockid *id, visit_message *visit, void *context) {
    struct query query = {.inet = {
                              .sdiag_family = (uint8_t)family,
                              .sdiag_protocol = IPPROTO_TCP,
                              .idiag_states = TCP_STATE_BIT(TCP_ESTABLISHED),
                              .id = *id,
                          }};
    memset(query.inet.id.idiag_cookie, 0xff, sizeof query.inet.id.idiag_cookie); /* INET_DIAG_NOCOOKIE */
    return ask_diag(&query, NLM_F_REQUEST, sizeof query.inet, visit, context);
}

const struct nlattr *find_attribute(const void *data, size_t length, size_t offset, unsigned type) {
    while (offset + sizeof(struct nlattr) <= length) {
        const struct nlattr *attribute = (const void *)((const char *)data + offset);
        if (attribute->nla_len < sizeof *attribute || attribute->nla_len > length - offset)
            return NULL;
        if (attribute->nla_type == type)
            return attribute;
        offset += (attribute->nla_len + 3U) & ~3U;
    }
    return NULL;
}

bool ask_unix(ino_t inode, uint32_t show, visit_message *visit, void *context) {
    struct query query = {.un = {
                              .sdiag_family = AF_UNIX,
                              .udiag_states = ANY_TCP_STATE,
                              .udiag_ino = (uint32_t)inode,
                              .udiag_show = show,
                              .udiag_cookie = {~0U, ~0U},
                          }};
    return ask_diag(&query, NLM_F_REQUEST, sizeof query.un, visit, context);
}
