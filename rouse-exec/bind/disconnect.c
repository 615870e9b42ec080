#include "bind/disconnect.h"

#include "bind/adopt.h"
#include "bind/request.h"
#include "bind/unmatched.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "seccomp/call_arguments.h"
#include "sockets/socket_option.h"

static bool is_connected(int fd) {
    struct address peer = {.length = sizeof peer.storage};
    return getpeername(fd, &peer.any, &peer.length) == 0;
}

static bool is_made_beside(const struct passed_socket *passed, const struct address *local, bool exactly) {
    struct address of_passed = as_v4(&passed->address), own = as_v4(local);
    if (passed->type != SOCK_DGRAM || !passed->connected_beside)
        return false;
    return exactly ? same_address(&own, &of_passed) : is_wildcard(&of_passed) && port_of(&own) == port_of(&of_passed);
}

static struct passed_socket *find_beside(const struct service *service, const struct address *local, bool exactly) {
    for (size_t i = 0; i < service->passed.count; i++)
        if (is_made_beside(&service->passed.sockets[i], local, exactly))
            return &service->passed.sockets[i];
    return NULL;
}

/* Beside a passed wildcard the kernel may have bound the address for the program itself. */
static struct passed_socket *find_passed(const struct service *service, const struct address *local) {
    struct passed_socket *exact = find_beside(service, local, true);
    if (exact || is_noted_unmatched(service, local, SOCK_DGRAM))
        return exact;
    return find_beside(service, local, false);
}

/* Connected to itself, OWN hears nobody, and what its client sends from now on goes to the passed socket. The unread
 * rest in its queue ends with it: a datagram cannot be put into another queue with its source. */
struct answer disconnect_own_socket(struct service *service, const struct call *call) {
    struct address local = {.length = sizeof local.storage};
    int fd = descriptor_of(call);
    SCOPED_FD own = duplicate_socket(call->tid, fd);
    if (own < 0 || integer_option(own, SOL_SOCKET, SO_TYPE) != SOCK_DGRAM || !is_connected(own) ||
        getsockname(own, &local.any, &local.length) != 0)
        return ANSWER_CONTINUE;
    struct passed_socket *passed = is_inet(&local) ? find_passed(service, &local) : NULL;
    if (!passed || connect(own, &local.any, local.length) != 0 || !give_back(service, passed, own, fd, call))
        return ANSWER_CONTINUE;
    debug("thread %d disconnects its own socket: it has '%s' again", call->tid, passed->name);
    return ANSWER_SUCCESS;
}
