#include "bind/answer_bind.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>

#include "bind/adopt.h"
#include "bind/aside.h"
#include "bind/learn.h"
#include "bind/match.h"
#include "bind/narrowed.h"
#include "bind/other_family.h"
#include "bind/request.h"
#include "bind/unmatched.h"
#include "bind/unreadable.h"
#include "gate/gate.h"
#include "kernel/foreign_thread.h"
#include "kernel/process.h"
#include "report/report.h"
#include "scoped_fd.h"
#include "seccomp/call_arguments.h"
#include "seccomp/ioctls.h"
#include "sockets/passed_holder.h"
#include "sockets/shut_listener.h"

static struct passed_socket *find_adopted(const struct service *service, const struct call *call) {
    return find_by_descriptor(&service->passed, call->tid, descriptor_of(call));
}

/* A signal between our ADDFD and our answer makes the program bind again, now on the passed socket itself, and the
 * kernel would say EINVAL. The program's own socket is gone by then, and what it was with it: the family is taken
 * from the address, and V6ONLY is tried both ways. For another address EINVAL is the right answer. */
static struct answer answer_restarted(struct service *service, const struct passed_socket *adopted,
                                  struct bind_request *request) {
    request->family = request->address.any.sa_family;
    for (int v6only = 0; v6only <= 1; v6only++) {
        request->v6only = v6only;
        if (match_bind(&service->passed, service->options, request) == adopted)
            return ANSWER_SUCCESS;
    }
    return ANSWER_CONTINUE;
}

static struct path_identity path_of(const struct address *address, pid_t tid) {
    char path[SOCKET_PATH_MAX];
    copy_socket_path(address, path);
    return identify_foreign_path(&(struct foreign_path){tid, AT_FDCWD, path});
}

#define ANSWER_IN_USE ((struct answer){.error = -EADDRINUSE})

/* No passed socket fits. */
static struct answer answer_unmatched(struct service *service, const struct bind_request *request, int old,
                                      const struct call *call) {
    struct passed_socket *stead = find_in_its_stead(&service->passed, request);
    if (stead && put_aside(service, stead, request, old, call))
        return ANSWER_SUCCESS;
    note_unmatched(service, request, call->tid);
    return stead || is_refused(&service->passed, request) ? ANSWER_IN_USE : ANSWER_CONTINUE;
}

static struct answer answer_request(struct service *service, struct bind_request *request, const struct call *call) {
    SCOPED_FD old = -1;
    struct passed_socket *already = find_adopted(service, call);
    if (!read_bind_socket(call, request, &old))
        return ANSWER_CONTINUE;
    if (is_unix_path(&request->address))
        request->path = path_of(&request->address, call->tid);
    if (already)
        return answer_restarted(service, already, request);
    if (request->family != request->address.any.sa_family)
        return ANSWER_CONTINUE;
    struct passed_socket *socket = match_bind(&service->passed, service->options, request);
    if (!socket)
        return answer_unmatched(service, request, old, call);
    socket->stand_in = socket_inode(call->tid, descriptor_of(call));
    socket->meant_for_both = is_for_both_families(request);
    part_datagrams(service, socket, request, call);
    if (adopt(service, socket, old, descriptor_of(call), call))
        return ANSWER_SUCCESS;
    /* At the same address, the kernel says EADDRINUSE. */
    if (!same_address(&request->address, &socket->address))
        note_refused(service, request, call->tid);
    return ANSWER_CONTINUE;
}

struct answer answer_bind(struct service *service, const struct call *call) {
    struct bind_request request = {0};
    if (!read_address(call, &request.address))
        return is_closed_to_us(errno) ? answer_unreadable(service, call) : ANSWER_CONTINUE;
    if (service->options->learn)
        return learn_bind(service, call, &request);
    if (!may_match(&service->passed, service->options, &request.address) &&
        is_known_unmatched(service, &request.address))
        return ANSWER_CONTINUE;
    return answer_request(service, &request, call);
}

/* A unix client sees as SO_PEERCRED the process that called listen last (unix_listen): the program must call it
 * itself, and a backlog that it made smaller is restored when it is gone. For TCP we call listen, with the larger
 * backlog. */
static struct answer listen_for(struct passed_socket *socket, unsigned backlog) {
    if (socket->address.any.sa_family == AF_UNIX)
        return ANSWER_CONTINUE;
    unsigned found = (unsigned)socket->backlog;
    bool listens = revive_listener(socket, (int)(backlog > found ? backlog : found));
    return (struct answer){.error = listens ? 0 : -errno};
}

/* The caller's socket was replaced in a child only, which bound it for its parent (authbind), or took the place of one
 * that was shut down. Unbound as it is, it would listen on a random port. */
static struct passed_socket *adopt_stood_for(struct service *service, const struct call *call) {
    int fd = descriptor_of(call);
    ino_t inode = service->adopter == 0 ? 0 : socket_inode(call->tid, fd);
    for (size_t i = 0; inode && i < service->passed.count; i++) {
        struct passed_socket *socket = &service->passed.sockets[i];
        if (socket->stand_in != inode)
            continue;
        SCOPED_FD old = duplicate_socket(call->tid, fd);
        return adopt(service, socket, old, fd, call) ? socket : NULL;
    }
    return NULL;
}

static struct answer listen_in_gate(struct service *service, struct passed_socket *socket, const struct call *call) {
    int backlog = (int)call->arguments[1];
    socket->gate_listener = thread_group_of(call->tid);
    if (backlog > socket->gate_backlog)
        socket->gate_backlog = backlog;
    begin_checks(service);
    return ANSWER_CONTINUE;
}

struct answer answer_listen(struct service *service, const struct call *call) {
    if (service->options->learn)
        return learn_listen(service, call);
    struct passed_socket *socket = service->adopter == 0 ? NULL : find_adopted(service, call);
    if (!socket)
        socket = find_adopted_by_unreadable(service, call);
    if (!socket)
        socket = adopt_stood_for(service, call);
    if (!socket) {
        service->holders.stirred = true; /* the program listens elsewhere */
        return ANSWER_CONTINUE;
    }
    bool first = !socket->listening;
    socket->listening = true;
    if (first)
        note_change_of_socket(service);
    if (socket->gated)
        return listen_in_gate(service, socket, call);
    return listen_for(socket, (unsigned)call->arguments[1]);
}
