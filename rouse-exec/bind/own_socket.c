#include "bind/own_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "address/format_address.h"
#include "array.h"
#include "bind/narrowed.h"
#include "bind/socket_references.h"
#include "kernel/foreign_thread.h"
#include "kernel/process.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "seccomp/call_arguments.h"
#include "sockets/carry_options.h"
#include "sockets/own_address.h"
#include "sockets/socket_filter.h"

#define REASONS_MAX 8

/* Where the program has no network but its sockets, a connection from ours would be a way out. */
static bool has_our_network(pid_t tid) {
    struct stat own, program;
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/net", tid);
    return stat("/proc/self/ns/net", &own) == 0 && stat(path, &program) == 0 && own.st_ino == program.st_ino &&
           own.st_dev == program.st_dev;
}

/* A program can connect again and again. */
static bool is_new(const char *reason) {
    static const char *said[REASONS_MAX];
    static size_t count;
    for (size_t i = 0; i < count; i++)
        if (strcmp(said[i], reason) == 0)
            return false;
    if (count == REASONS_MAX)
        return false;
    said[count++] = reason;
    return true;
}

static struct answer refuse(const struct passed_socket *passed, pid_t tid, const char *reason) {
    char text[ADDRESS_TEXT_MAX];
    if (is_new(reason))
        warn("process %d connects a socket that it bound to %s; this takes a second socket of that address, which "
             "cannot be made: %s",
             thread_group_of(tid), format_address(&passed->address, text), reason);
    return (struct answer){.error = -EADDRNOTAVAIL};
}

static const char *reason_of(int error) {
    if (error == EACCES)
        return "a port below 1024 takes CAP_NET_BIND_SERVICE";
    if (error == EADDRINUSE)
        return "the passed socket was made by another user";
    return error == EXDEV ? "the passed socket is of another network namespace" : strerror(error);
}

/* The program's other descriptors of the passed socket stay what they are, and so do their places in epoll sets. */
static void keep_those_of(struct registrations *registrations, int fd) {
    size_t kept = 0;
    for (size_t i = 0; i < registrations->count; i++)
        if (registrations->list[i].fd == fd)
            registrations->list[kept++] = registrations->list[i];
    registrations->count = kept;
}

static bool put_in_place(struct service *service, const struct passed_socket *passed, int own, int flags,
                         struct references *references, const struct call *call) {
    int fd = descriptor_of(call), nonblocking = (flags & O_NONBLOCK) != 0;
    if (ioctl(own, FIONBIO, &nonblocking) != 0 || !is_notification_valid(service->listener, call->id) ||
        !replace_descriptor(service->listener, call, fd, own, flags & O_CLOEXEC))
        return false;
    keep_those_of(&references->registrations, fd);
    move_registrations(call->tid, &references->registrations, passed->fd, own);
    return true;
}

static struct answer refuse_filter(const struct passed_socket *passed, pid_t tid) {
    return refuse(passed, tid, "its socket filter cannot be copied");
}

/* The kernel connects the new socket, as it would have connected the program's: it waits, if need be, and we do not. */
static struct answer connect_stream(const struct passed_socket *passed, int own, pid_t tid) {
    if (!copy_filter(passed->fd, own))
        return refuse_filter(passed, tid);
    carry_plain_options(passed->fd, own);
    return ANSWER_CONTINUE;
}

/* What waits in the queue of the program's only socket would stay there when it is connected: socat looks at the first
 * datagram, connects to its sender, and reads it then. */
static struct answer connect_for_datagrams(const struct passed_socket *passed, int own, const struct address *peer,
                                           bool only, pid_t tid) {
    if (only) /* before the filter, which has let them pass already */
        move_datagrams(passed, own, peer);
    if (!copy_filter(passed->fd, own))
        return refuse_filter(passed, tid);
    if (!connect_datagrams(passed, own, peer))
        return (struct answer){.error = -errno};
    carry_plain_options(passed->fd, own);
    return ANSWER_SUCCESS;
}

struct answer connect_own_socket(struct service *service, struct passed_socket *passed, const struct address *peer,
                                 const struct call *call) {
    int flags = descriptor_flags(call->tid, descriptor_of(call));
    struct references references;
    if (peer->any.sa_family == AF_UNSPEC) /* it had no peer, and a listening socket would stop to listen */
        return ANSWER_SUCCESS;
    if (passed->type == SOCK_STREAM && !has_our_network(call->tid))
        return refuse(passed, call->tid, "the program is in another network namespace");
    SCOPED_FD own = open_own_socket(passed, peer, call->tid);
    if (own < 0)
        return refuse(passed, call->tid, reason_of(errno));
    find_references(call->tid, descriptor_of(call), &references);
    struct answer answer = passed->type == SOCK_STREAM
                               ? connect_stream(passed, own, call->tid)
                               : connect_for_datagrams(passed, own, peer, references.duplicate_count == 0, call->tid);
    if (!answer.continues && answer.error != 0)
        return answer;
    if (!put_in_place(service, passed, own, flags, &references, call))
        return refuse(passed, call->tid, strerror(errno));
    passed->connected_beside = true;
    rejoin_datagrams(service, passed, call);
    debug("thread %d connects a socket of its own, of the address of '%s'", call->tid, passed->name);
    return answer;
}
