#include "guards/connect.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>

#include "bind/request.h"
#include "guards/named_socket.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "seccomp/call_arguments.h"
#include "seccomp/ioctls.h"
#include "sockets/destination.h"
#include "sockets/network.h"
#include "sockets/passed_holder.h"

static struct answer answer_question(struct passed_socket *socket, pid_t tid) {
    if (!socket || is_held(socket))
        return ANSWER_CONTINUE;
    debug("thread %d asks whether a server is at '%s': none is yet", tid, socket->name);
    return (struct answer){.error = -ECONNREFUSED};
}

static struct passed_socket *find_at_path(const struct service *service, const struct address *address, pid_t tid) {
    char text[SOCKET_PATH_MAX];
    copy_socket_path(address, text);
    const struct foreign_path path = {tid, AT_FDCWD, text};
    return find_by_resolved_path(&service->passed, &path);
}

/* getaddrinfo(3) connects datagram sockets to what it found, to learn which source address the kernel would choose. */
static bool makes_connections(const struct call *call, const struct address *address,
                              const struct passed_socket *passed) {
    SCOPED_FD own = -1;
    struct bind_request asking = {.address = *address};
    if (!read_bind_socket(call, &asking, &own) || asking.type != SOCK_STREAM || asking.family == AF_UNIX)
        return false;
    return own < 0 || !are_of_two_networks(own, passed->fd);
}

struct answer answer_connect(struct service *service, const struct call *call) {
    struct address address;
    if (!read_peer_address(call, &address))
        return ANSWER_CONTINUE;
    if (is_unix_path(&address))
        return answer_question(find_at_path(service, &address, call->tid), call->tid);
    if (!is_inet(&address) || service->options->no_connect_guard)
        return ANSWER_CONTINUE;
    struct passed_socket *socket = find_destination(&service->passed, &address);
    return answer_question(socket && makes_connections(call, &address, socket) ? socket : NULL, call->tid);
}
