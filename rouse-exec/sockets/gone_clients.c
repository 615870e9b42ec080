#include "sockets/gone_clients.h"

#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel/diag_query.h"
#include "kernel/sock_diag.h"

#define DROPPED_MAX 4096 /* they may come as fast as they go */

struct count {
    const struct passed_socket *socket;
    bool somebody;
};

/* A connection that has not been accepted has no inode yet; one that was reset is in no list. */
static bool visit_inet(const void *data, size_t length, void *context) {
    const struct inet_diag_msg *message = data;
    struct count *count = context;
    if (length < sizeof *message || message->idiag_inode != 0 || !is_made_to(&count->socket->address, &message->id))
        return true;
    count->somebody = true;
    return false;
}

/* UNIX_DIAG_ICONS has the inode of each client, which is 0 once that has closed its socket. */
static bool visit_unix(const void *data, size_t length, void *context) {
    const struct nlattr *waiting = find_attribute(data, length, sizeof(struct unix_diag_msg), UNIX_DIAG_ICONS);
    size_t bytes = waiting ? waiting->nla_len - sizeof *waiting : 0;
    static const uint32_t gone;
    struct count *count = context;
    for (size_t at = 0; at + sizeof gone <= bytes; at += sizeof gone)
        count->somebody = count->somebody || memcmp((const char *)(waiting + 1) + at, &gone, sizeof gone) != 0;
    return false;
}

enum waiting who_waits(const struct passed_socket *socket) {
    struct count count = {.socket = socket};
    if (socket->fd < 0 || !has_pending(socket))
        return WAITING_NOBODY;
    if (socket->type == SOCK_DGRAM || !is_visible(&socket->address, socket->type, socket->inode))
        return WAITING_UNKNOWN;
    bool answered = is_inet(&socket->address)
                        ? ask_inet(socket->address.any.sa_family, IPPROTO_TCP, port_of(&socket->address),
                                   TCP_STATE_BIT(TCP_ESTABLISHED), visit_inet, &count)
                        : ask_unix(socket->inode, UDIAG_SHOW_ICONS, visit_unix, &count);
    return count.somebody ? WAITING_SOMEBODY : answered ? WAITING_GONE : WAITING_UNKNOWN;
}

static void drop_first(const struct passed_socket *socket) {
    char byte;
    if (socket->type == SOCK_DGRAM) {
        recv(socket->fd, &byte, sizeof byte, MSG_DONTWAIT);
        return;
    }
    int fd = accept4(socket->fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0)
        close(fd);
}

/* Queues are first in, first out: who is at the head was there when nobody was found that waits. */
bool drop_waiting(const struct passed_socket *socket) {
    for (int i = 0; i < DROPPED_MAX; i++) {
        enum waiting found = who_waits(socket);
        if (found == WAITING_NOBODY)
            return true;
        if (found == WAITING_SOMEBODY)
            return false;
        drop_first(socket);
    }
    return false;
}
