#include "idle/own_connections.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <string.h>

#include "array.h"
#include "kernel/descriptor_walk.h"
#include "kernel/diag_query.h"
#include "kernel/process.h"
#include "scratch.h"
#include "sockets/connections.h"

#define ENDS_MAX 64 /* of a program with more connections all are taken for use */

/* One end of a connection; IPv4 addresses are mapped, since an AF_INET6 socket shows them so. */
struct end {
    uint32_t local[4], remote[4];
    uint16_t local_port, remote_port;
};

struct ends {
    const struct passed_socket *socket;
    size_t open;  /* connections made to the socket; those beyond ENDS_MAX are not listed */
    size_t count; /* of them, whose other end was found in our network */
    struct end accepted[ENDS_MAX]; /* TCP */
    ino_t inodes[ENDS_MAX]; /* of the accepted ends; unix */
    ino_t others[ENDS_MAX]; /* the sockets at the other ends; 0: of no process that we know */
};

static void copy_address(uint32_t to[4], const uint32_t from[4], uint8_t family) {
    const uint32_t mapped[] = {0, 0, htonl(0xffff), from[0]};
    memcpy(to, family == AF_INET ? mapped : from, sizeof mapped);
}

static struct end read_end(const struct inet_diag_msg *message) {
    struct end end;
    memset(&end, 0, sizeof end); /* it is compared as bytes */
    copy_address(end.local, message->id.idiag_src, message->idiag_family);
    copy_address(end.remote, message->id.idiag_dst, message->idiag_family);
    end.local_port = message->id.idiag_sport;
    end.remote_port = message->id.idiag_dport;
    return end;
}

static struct end other_end_of(const struct end *end) {
    struct end other;
    memset(&other, 0, sizeof other);
    memcpy(other.local, end->remote, sizeof other.local);
    memcpy(other.remote, end->local, sizeof other.remote);
    other.local_port = end->remote_port;
    other.remote_port = end->local_port;
    return other;
}

static bool take_accepted(const void *data, size_t length, void *context) {
    const struct inet_diag_msg *message = data;
    struct ends *ends = context;
    if (!is_connection_to(ends->socket, message, length))
        return true;
    if (ends->open < ENDS_MAX)
        ends->accepted[ends->open] = read_end(message);
    ends->open++;
    return true;
}

/* A process has both ends if it has the other one: who accepts holds what it accepted. */
static bool take_unix(const void *data, size_t length, void *context) {
    const struct unix_diag_msg *message = data;
    struct ends *ends = context;
    if (!is_unix_connection_to(ends->socket, message, length))
        return true;
    const struct nlattr *peer = find_attribute(data, length, sizeof *message, UNIX_DIAG_PEER);
    if (ends->open < ENDS_MAX) {
        uint32_t other = 0;
        if (peer && peer->nla_len >= sizeof *peer + sizeof other)
            memcpy(&other, peer + 1, sizeof other);
        ends->inodes[ends->open] = message->udiag_ino;
        ends->others[ends->count++] = other;
    }
    ends->open++;
    return true;
}

static bool take_other(const void *data, size_t length, void *context) {
    const struct inet_diag_msg *message = data;
    struct ends *ends = context;
    if (length < sizeof *message || message->idiag_inode == 0 || ends->count == ENDS_MAX)
        return true;
    struct end end = read_end(message), wanted = other_end_of(&end);
    for (size_t i = 0; i < ends->open; i++) {
        if (memcmp(&ends->accepted[i], &wanted, sizeof wanted) != 0)
            continue;
        ends->others[ends->count++] = message->idiag_inode;
        break;
    }
    return true;
}

/* A socket that several processes hold is one end. */
static size_t take_out(struct ends *ends, ino_t inode) {
    for (size_t i = 0; i < ends->count; i++) {
        if (inode == 0 || ends->others[i] != inode)
            continue;
        ends->others[i] = 0;
        return 1;
    }
    return 0;
}

static size_t count_held(struct ends *ends, pid_t pid) {
    struct descriptor_walk walk;
    size_t found = 0;
    ino_t inode;
    int fd;
    if (!open_descriptors(&walk, pid))
        return 0;
    while (next_socket(&walk, &fd, &inode))
        found += take_out(ends, inode);
    close_descriptors(&walk);
    return found;
}

SCRATCH static struct ends ends;

static bool list_ends(const struct passed_socket *socket) {
    static const int families[] = {AF_INET, AF_INET6};
    unsigned port = port_of(&socket->address);
    ends.socket = socket;
    ends.open = ends.count = 0;
    if (!is_inet(&socket->address))
        return ask_connected_unix(UDIAG_SHOW_PEER, take_unix, &ends) && ends.open <= ENDS_MAX;
    if (!ask_inet(socket->address.any.sa_family, IPPROTO_TCP, port, OPEN_STATES, take_accepted, &ends) ||
        ends.open > ENDS_MAX)
        return false;
    for (size_t i = 0; i < COUNT_OF(families); i++)
        ask_connected_to(families[i], port, take_other, &ends);
    return true;
}

int without_own(const struct passed_socket *socket, int listed) {
    if (!list_ends(socket))
        return listed;
    size_t own = 0;
    struct process_list all = ends.count > 0 ? list_descendants() : (struct process_list){0};
    for (size_t i = 0; i < all.count && own < ends.count; i++)
        own += count_held(&ends, all.pids[i]);
    return own == 0 ? listed : (int)(ends.open - own);
}

bool is_accepted_end(ino_t inode) {
    for (size_t i = 0; i < ends.open && i < ENDS_MAX; i++)
        if (ends.inodes[i] == inode)
            return true;
    return false;
}
