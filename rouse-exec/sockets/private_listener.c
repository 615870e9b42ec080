#include "sockets/private_listener.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <unistd.h>

#include "scoped_fd.h"
#include "sockets/empty_root.h"
#include "sockets/inode_of.h"

#define SHORTEST_BACKLOG 16
#define HANDSHAKE_MS 100

static bool bind_loopback(int fd, sa_family_t family) {
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    return family == AF_INET ? bind(fd, (struct sockaddr *)&v4, sizeof v4) == 0
                             : bind(fd, (struct sockaddr *)&v6, sizeof v6) == 0;
}

/* An abstract name can be bound once, and stays where it is: the kernel chooses another. */
static bool bind_like(int fd, const struct address *address) {
    sa_family_t none = AF_UNIX;
    if (is_inet(address))
        return bind_loopback(fd, address->any.sa_family);
    if (is_unix_path(address))
        return bind_in_empty_root(fd, address, true);
    return bind(fd, (struct sockaddr *)&none, sizeof none) == 0;
}

static int open_like(const struct passed_socket *socket_) {
    const struct address *address = &socket_->address;
    int flags = fcntl(socket_->fd, F_GETFL), nonblocking = flags >= 0 && (flags & O_NONBLOCK) ? SOCK_NONBLOCK : 0;
    int fd = socket(address->any.sa_family, socket_->type | SOCK_CLOEXEC | nonblocking, socket_->protocol);
    int backlog = socket_->backlog > SHORTEST_BACKLOG ? socket_->backlog : SHORTEST_BACKLOG;
    if (fd >= 0 && bind_like(fd, address) && listen(fd, backlog) == 0)
        return fd;
    int error = errno;
    if (fd >= 0)
        close(fd);
    errno = error;
    return -1;
}

bool make_private_listener(struct passed_socket *socket) {
    socket->private_listener = open_like(socket);
    if (socket->private_listener < 0)
        return false;
    socket->private_inode = inode_of(socket->private_listener);
    return true;
}

void close_private_listener(struct passed_socket *socket) {
    if (socket->private_listener >= 0)
        close(socket->private_listener);
    socket->private_listener = -1;
    socket->private_inode = 0;
}

/* On a busy processor the handshake goes on after connect(2) has returned; a socket that is closed before its end leaves
 * nothing to accept. */
static void connect_once(int client, const struct address *to) {
    struct pollfd established = {.fd = client, .events = POLLOUT};
    if (connect(client, &to->any, to->length) != 0 && errno == EINPROGRESS)
        poll(&established, 1, HANDSHAKE_MS);
}

void poke_private_listener(const struct passed_socket *passed) {
    struct address own = {.length = sizeof own.storage};
    if (!is_inet(&passed->address)) {
        shutdown(passed->private_listener, SHUT_RD);
        return;
    }
    SCOPED_FD client = socket(passed->address.any.sa_family, passed->type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (client >= 0 && getsockname(passed->private_listener, &own.any, &own.length) == 0)
        connect_once(client, &own);
}
