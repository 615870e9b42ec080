#include "sockets/backlog.h"

#include <netinet/tcp.h>

#include "kernel/sock_diag.h"
#include "sockets/passed.h"

/* On a listening socket tcpi_sacked is sk_max_ack_backlog (tcp_get_info, Linux 2.6.24). */
static int read_tcp_backlog(int fd) {
    struct tcp_info info;
    socklen_t length = sizeof info;
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 ? (int)info.tcpi_sacked : 0;
}

int read_backlog(const struct passed_socket *socket) {
    int backlog = is_inet(&socket->address) ? read_tcp_backlog(socket->fd) : unix_backlog(socket->inode);
    return backlog > 0 ? backlog : LARGEST_BACKLOG;
}
