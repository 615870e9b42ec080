#include "guards/connect.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

#include "bind/adopt.h"
#include "bind/disconnect.h"
#include "bind/own_socket.h"
#include "bind/request.h"
#include "clock.h"
#include "gate/gate.h"
#include "guards/named_socket.h"
#include "kernel/foreign_thread.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "seccomp/call_arguments.h"
#include "seccomp/ioctls.h"
#include "sockets/carry_options.h"
#include "sockets/destination.h"
#include "sockets/network.h"
#include "sockets/passed_holder.h"
#include "sockets/private_listener.h"

#define OWN_ARRIVAL_US 100000 /* from our answer to the SIGIO of the connection, at most */

static void expect_own_arrival(struct idle_watch *idle) {
    if (!idle->armed)
        return;
    idle->own_arrivals++;
    idle->own_until = now_us() + OWN_ARRIVAL_US;
}

/* A program that stops may connect to itself so that its accept(2) returns. */
static struct answer refuse_question(const struct passed_socket *socket, pid_t tid) {
    if (socket->private_listener >= 0 && !socket->gated)
        poke_private_listener(socket);
    debug("thread %d asks whether a server is at '%s': none is yet", tid, socket->name);
    return (struct answer){.error = -ECONNREFUSED};
}

/* A program that asks itself whether it is up, before it says that it is: the client's queue is no answer. */
static struct answer answer_in_gate(struct service *service, const struct passed_socket *socket, const struct call *call) {
    int fd = descriptor_of(call), flags = descriptor_flags(call->tid, fd), nonblocking = (flags & O_NONBLOCK) != 0;
    SCOPED_FD own = connect_in_gate(service, socket);
    bool connecting = own >= 0 && errno == EINPROGRESS;
    SCOPED_FD old = duplicate_socket(call->tid, fd);
    if (own < 0)
        return (struct answer){.error = -errno};
    if (old >= 0)
        carry_plain_options(old, own);
    if (flags < 0 || ioctl(own, FIONBIO, &nonblocking) != 0 || !put_in_place(service, own, old, fd, flags, call))
        return ANSWER_CONTINUE;
    if (connecting) /* connect(2) of a socket that is connecting waits until it is connected */
        return nonblocking ? (struct answer){.error = -EINPROGRESS} : ANSWER_CONTINUE;
    return ANSWER_SUCCESS;
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
    bool is_unix = address->any.sa_family == AF_UNIX;
    if (!read_bind_socket(call, &asking, &own) || asking.type != passed->type || asking.type == SOCK_DGRAM ||
        (asking.family == AF_UNIX) != is_unix)
        return false;
    return is_unix || own < 0 || !are_of_two_networks(own, passed->fd);
}

/* The passed socket that the caller would connect, having bound it. */
static struct passed_socket *find_adopted(const struct service *service, const struct call *call) {
    if (service->adopter == 0)
        return NULL;
    struct passed_socket *adopted = find_by_descriptor(&service->passed, call->tid, descriptor_of(call));
    return adopted && is_inet(&adopted->address) ? adopted : NULL;
}

static struct answer answer_inet(struct service *service, const struct address *address, const struct call *call) {
    struct passed_socket *asked = is_inet(address) ? find_destination(&service->passed, address) : NULL;
    if (asked && makes_connections(call, address, asked)) {
        if (!is_held(asked))
            return refuse_question(asked, call->tid);
        if (asked->gated)
            return answer_in_gate(service, asked, call);
        expect_own_arrival(&service->idle);
    }
    struct passed_socket *adopted = find_adopted(service, call);
    if (adopted)
        return connect_own_socket(service, adopted, address, call);
    return address->any.sa_family == AF_UNSPEC ? disconnect_own_socket(service, call) : ANSWER_CONTINUE;
}

struct answer answer_connect(struct service *service, const struct call *call) {
    struct address address;
    if (!read_peer_address(call, &address))
        return ANSWER_CONTINUE;
    if (is_unix_path(&address)) {
        struct passed_socket *asked = find_at_path(service, &address, call->tid);
        if (asked && !is_held(asked))
            return refuse_question(asked, call->tid);
        if (asked && asked->gated && makes_connections(call, &address, asked))
            return answer_in_gate(service, asked, call);
        if (asked && makes_connections(call, &address, asked))
            expect_own_arrival(&service->idle);
        return ANSWER_CONTINUE;
    }
    bool inet = is_inet(&address) || address.any.sa_family == AF_UNSPEC;
    return inet && service->traps.inet_connects ? answer_inet(service, &address, call) : ANSWER_CONTINUE;
}
