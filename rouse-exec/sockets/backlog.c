#include "sockets/backlog.h"

#include <netinet/tcp.h>

#include "kernel/sock_diag.h"

/* On a listening socket tcpi_sacked is sk_max_ack_backlog (tcp_get_info, Linux 2.6.24). */
static int read_tcp_backlog(int fd) {
    struct tcp_info info;
    socklen_t length = sizeof info;
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 ? (int)info.tcpi_sacked : 0;
}

int read_backlog(int fd, const struct address *address, ino_t inode) {
    int backlog = is_inet(address) ? read_tcp_backlog(fd) : unix_backlog(inode);
    return backlog > 0 ? backlog : LARGEST_BACKLOG;
}
