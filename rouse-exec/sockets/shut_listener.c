#include "sockets/shut_listener.h"

#include <sys/socket.h>

static void set_reuse_address(int fd, int value) {
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, sizeof value);
}

/* Beside a bound socket that does not listen, and has SO_REUSEADDR, any user may bind another one to the address, and
 * listen there (inet_csk_bind_conflict). */
void shut_listener(struct passed_socket *socket) {
    set_reuse_address(socket->fd, 0);
    socket->shut = shutdown(socket->fd, SHUT_RD) == 0;
}

/* Its connections inherit SO_REUSEADDR; without it, what is left of them (TIME_WAIT) would keep the next rouse-exec from
 * the address. */
void end_shut(struct passed_socket *socket) {
    if (socket->shut)
        set_reuse_address(socket->fd, 1);
    socket->shut = false;
}
