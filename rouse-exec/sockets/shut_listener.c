#include "sockets/shut_listener.h"

#include <errno.h>
#include <sys/socket.h>

#include "scoped_fd.h"
#include "sockets/socket_option.h"

#define TRIES 16

static void set_option(int fd, int option, int value) {
    setsockopt(fd, SOL_SOCKET, option, &value, sizeof value);
}

/* Beside a bound socket that does not listen, and has SO_REUSEADDR, any user may bind another one to the address, and
 * listen there (inet_csk_bind_conflict). */
void shut_listener(struct passed_socket *socket) {
    set_option(socket->fd, SO_REUSEADDR, 0);
    socket->shut = shutdown(socket->fd, SHUT_RD) == 0;
}

/* Returns a socket that keeps other users from the address: it lacks SO_REUSEADDR, and SO_REUSEPORT, which both have,
 * compares users. It has SO_REUSEADDR while it is bound itself, since it must come beside what is left of connections;
 * PASSED, which lacks it, keeps them away until then. */
static int bind_keeper(const struct passed_socket *passed) {
    int keeper = socket(passed->address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, passed->protocol);
    if (keeper < 0)
        return -1;
    if (passed->address.any.sa_family == AF_INET6) {
        int v6only = integer_option(passed->fd, IPPROTO_IPV6, IPV6_V6ONLY);
        setsockopt(keeper, IPPROTO_IPV6, IPV6_V6ONLY, &v6only, sizeof v6only);
    }
    set_option(keeper, SO_REUSEADDR, 1);
    set_option(keeper, SO_REUSEPORT, 1);
    if (bind(keeper, &passed->address.any, passed->address.length) == 0) {
        set_option(keeper, SO_REUSEADDR, 0);
        return keeper;
    }
    close(keeper);
    return -1;
}

/* What is left of connections (TIME_WAIT), or a socket of another user that was bound before us and does not listen, is
 * in the way of listen(2) without SO_REUSEADDR. */
static bool listen_beside_others(const struct passed_socket *socket, int backlog) {
    int before = integer_option(socket->fd, SOL_SOCKET, SO_REUSEPORT);
    set_option(socket->fd, SO_REUSEPORT, 1);
    SCOPED_FD keeper = bind_keeper(socket);
    if (keeper >= 0)
        set_option(socket->fd, SO_REUSEADDR, 1);
    int result = keeper >= 0 ? listen(socket->fd, backlog) : -1, error = errno;
    if (result != 0)
        set_option(socket->fd, SO_REUSEADDR, 0);
    set_option(socket->fd, SO_REUSEPORT, before);
    errno = error;
    return result == 0;
}

/* Another user's listen(2) that will fail counts as a listening socket until the kernel has looked at the port
 * (inet_csk_listen_start), and is in the way of ours for that moment. */
static bool listen_again(const struct passed_socket *socket, int backlog) {
    bool listens = false;
    for (int tried = 0; !listens && tried < TRIES && (tried == 0 || errno == EADDRINUSE); tried++)
        listens = listen(socket->fd, backlog) == 0 || (errno == EADDRINUSE && listen_beside_others(socket, backlog));
    return listens;
}

/* The connections inherit SO_REUSEADDR; without it, what is left of them would keep the next rouse-exec from the
 * address. */
bool revive_listener(struct passed_socket *socket, int backlog) {
    if (!socket->shut)
        return listen(socket->fd, backlog) == 0;
    if (!listen_again(socket, backlog))
        return false;
    set_option(socket->fd, SO_REUSEADDR, 1);
    socket->shut = false;
    return true;
}
