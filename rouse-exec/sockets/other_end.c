#include "sockets/other_end.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>

#include "kernel/diag_query.h"

static void copy_address(uint32_t to[4], const uint32_t from[4], uint8_t family) {
    const uint32_t mapped[] = {0, 0, htonl(0xffff), from[0]};
    memcpy(to, family == AF_INET ? mapped : from, sizeof mapped);
}

struct tcp_end read_end(const struct inet_diag_msg *message) {
    const struct inet_diag_sockid *id = &message->id;
    struct tcp_end end = {.local_port = id->idiag_sport, .remote_port = id->idiag_dport, .interface = id->idiag_if};
    copy_address(end.local, id->idiag_src, message->idiag_family);
    copy_address(end.remote, id->idiag_dst, message->idiag_family);
    return end;
}

/* Where no connection fits, the kernel looks for a listener of that port. */
static bool take_other(const void *data, size_t length, void *context) {
    const struct inet_diag_msg *message = data;
    struct other_end *other = context;
    if (length < sizeof *message || message->idiag_state != TCP_ESTABLISHED)
        return false;
    const struct nlattr *cgroup = find_attribute(data, length, sizeof *message, INET_DIAG_CGROUP_ID);
    other->inode = message->idiag_inode;
    other->user = message->idiag_uid;
    if (cgroup && cgroup->nla_len >= sizeof *cgroup + sizeof other->cgroup)
        memcpy(&other->cgroup, cgroup + 1, sizeof other->cgroup);
    return false;
}

static bool is_mapped(const uint32_t address[4]) {
    return address[0] == 0 && address[1] == 0 && address[2] == htonl(0xffff);
}

struct other_end find_other_end(const struct tcp_end *end) {
    bool v4 = is_mapped(end->local);
    struct inet_diag_sockid id = {
        .idiag_sport = end->remote_port, .idiag_dport = end->local_port, .idiag_if = end->interface};
    memcpy(id.idiag_src, v4 ? &end->remote[3] : end->remote, v4 ? sizeof *end->remote : sizeof end->remote);
    memcpy(id.idiag_dst, v4 ? &end->local[3] : end->local, v4 ? sizeof *end->local : sizeof end->local);
    struct other_end other = {0};
    ask_connection(v4 ? AF_INET : AF_INET6, &id, take_other, &other);
    return other;
}
