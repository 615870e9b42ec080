#include "adopt.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>

#include "carry_options.h"
#include "log.h"
#include "match.h"
#include "process.h"
#include "report.h"
#include "request.h"
#include "scoped_fd.h"
#include "tracee.h"
#include "unmatched.h"

#define DUPLICATES_MAX 16

/* SECCOMP_ADDFD_FLAG_SEND would make bind return the descriptor's number, so the answer goes separately. */
bool replace_descriptor(int listener, uint64_t id, int fd, int socket, bool close_on_exec) {
    struct notification_addfd addfd = {
        .id = id,
        .flags = SECCOMP_SETFD,
        .srcfd = (uint32_t)socket,
        .newfd = (uint32_t)fd,
        .newfd_flags = close_on_exec ? O_CLOEXEC : 0,
    };
    return ioctl(listener, NOTIF_ADDFD, &addfd) >= 0;
}

struct duplicates {
    size_t count;
    int fds[DUPLICATES_MAX];
};

static void find_duplicates(pid_t tid, int own, struct duplicates *duplicates) {
    ino_t wanted = socket_inode(tid, own), inode;
    struct descriptor_walk walk;
    int fd;
    duplicates->count = 0;
    if (wanted == 0 || !open_descriptors(&walk, tid))
        return;
    while (next_socket(&walk, &fd, &inode) && duplicates->count < DUPLICATES_MAX)
        if (inode == wanted && fd != own)
            duplicates->fds[duplicates->count++] = fd;
    close_descriptors(&walk);
}

static void replace_duplicates(int listener, const struct notification *notification, int socket,
                               const struct duplicates *duplicates) {
    for (size_t i = 0; i < duplicates->count; i++) {
        int fd = duplicates->fds[i], flags = descriptor_flags((pid_t)notification->pid, fd);
        if (!replace_descriptor(listener, notification->id, fd, socket, flags >= 0 && (flags & O_CLOEXEC)))
            warn_errno("cannot replace descriptor %d, a duplicate of the program's socket", fd);
    }
}

/* O_NONBLOCK is of the open file description, which the service manager shares; it sets the flag anew at
 * every start. FIONBIO changes this flag alone, whoever else changes another now. */
static void copy_nonblocking(int flags, int socket) {
    int on = (flags & O_NONBLOCK) != 0;
    if (ioctl(socket, FIONBIO, &on) != 0)
        warn_errno("cannot copy O_NONBLOCK to the passed socket");
}

static void note_adoption(struct service *service, struct passed_socket *socket, pid_t tid) {
    char text[ADDRESS_TEXT_MAX];
    debug("thread %d adopted %s", tid, format_address(&socket->address, text));
    if (socket->adopted)
        return;
    socket->adopted = true;
    socket->listening = socket->type == SOCK_DGRAM;
    if (service->adopter == 0)
        service->adopter = thread_group_of(tid);
    note_change(service);
}

/* A signal may withdraw the call at any moment; the program then binds again, or has its own reasons. */
static void tell_failure(const struct passed_socket *socket, int fd, pid_t tid) {
    static int told;
    if (errno == ENOENT || errno == ESRCH || errno == told)
        return;
    told = errno;
    warn_errno("cannot put the passed socket '%s' in place of descriptor %d of process %d", socket->name, fd, tid);
}

static struct answer adopt(struct service *service, struct passed_socket *socket, int old,
                           const struct notification *notification) {
    pid_t tid = (pid_t)notification->pid;
    int fd = (int)notification->data.args[0], flags = descriptor_flags(tid, fd);
    struct duplicates duplicates;
    find_duplicates(tid, fd, &duplicates);
    /* All that was read of the thread is of this call only if the call still waits. */
    if (ioctl(service->listener, NOTIF_ID_VALID, &notification->id) != 0)
        return GO_ON;
    copy_nonblocking(flags < 0 ? 0 : flags, socket->fd);
    if (old >= 0)
        carry_options(old, socket->fd);
    if (!replace_descriptor(service->listener, notification->id, fd, socket->fd, flags >= 0 && (flags & O_CLOEXEC))) {
        tell_failure(socket, fd, tid);
        return GO_ON;
    }
    replace_duplicates(service->listener, notification, socket->fd, &duplicates);
    note_adoption(service, socket, tid);
    return SUCCEED;
}

static struct passed_socket *find_adopted(const struct service *service, const struct notification *notification) {
    ino_t inode = socket_inode((pid_t)notification->pid, (int)notification->data.args[0]);
    return inode ? find_by_inode(&service->passed, inode) : NULL;
}

/* A signal between our ADDFD and our answer makes the program bind again, now on the passed socket itself,
 * and the kernel would say EINVAL. What the program's own socket was is gone by then: the address says its
 * family, and V6ONLY is tried both ways. Bound to another address, EINVAL is right. */
static struct answer answer_again(struct service *service, const struct passed_socket *adopted,
                                  struct bind_request *request) {
    request->family = request->address.any.sa_family;
    for (int v6only = 0; v6only <= 1; v6only++) {
        request->v6only = v6only;
        if (match_bind(&service->passed, service->options, request) == adopted)
            return SUCCEED;
    }
    return GO_ON;
}

struct answer answer_bind(struct service *service, const struct notification *notification) {
    struct bind_request request = {0};
    SCOPED_FD old = -1;
    if (!read_bind_address(notification, &request.address))
        return GO_ON;
    bool candidate = may_match(&service->passed, service->options, &request.address);
    if (!candidate && is_known_unmatched(service, &request.address))
        return GO_ON;
    struct passed_socket *already = candidate ? find_adopted(service, notification) : NULL;
    if (!read_bind_socket(notification, &request, &old))
        return GO_ON;
    if (candidate && is_unix_path(&request.address))
        request.path = identify_path_of((pid_t)notification->pid, &request.address);
    if (already)
        return answer_again(service, already, &request);
    if (request.family != request.address.any.sa_family)
        return GO_ON;
    struct passed_socket *socket = match_bind(&service->passed, service->options, &request);
    if (socket)
        return adopt(service, socket, old, notification);
    note_unmatched(service, &request, (pid_t)notification->pid);
    return GO_ON;
}

/* SO_PEERCRED of a unix client's view is who called listen last (unix_listen): the program must do that
 * itself, and its smaller backlog is mended when it is gone. For TCP we call it, with the larger backlog. */
static struct answer listen_for(const struct passed_socket *socket, unsigned backlog) {
    if (socket->address.any.sa_family == AF_UNIX)
        return GO_ON;
    unsigned found = (unsigned)socket->backlog;
    int result = listen(socket->fd, (int)(backlog > found ? backlog : found));
    return (struct answer){.error = result == 0 ? 0 : -errno};
}

struct answer answer_listen(struct service *service, const struct notification *notification) {
    if (service->adopter == 0)
        return GO_ON;
    struct passed_socket *socket = find_adopted(service, notification);
    if (!socket)
        return GO_ON;
    bool first = !socket->listening;
    socket->listening = true;
    if (first)
        note_change(service);
    return listen_for(socket, (unsigned)notification->data.args[1]);
}
