#include "swap/exchange.h"

#include <errno.h>
#include <unistd.h>

#include "bind/adopt.h"
#include "kernel/descendant.h"
#include "kernel/descriptor_walk.h"
#include "kernel/foreign_thread.h"
#include "kernel/process.h"
#include "kernel/threads.h"
#include "sockets/passed_holder.h"
#include "swap/inject.h"

#define THREADS_TRIED 32
#define NUMBERS_TRIED 64 /* of one socket, beside DUPLICATES_MAX each time */

struct exchange_order {
    struct service *service;
    enum exchange direction;
};

static int descriptor_to_go(const struct passed_socket *socket, pid_t pid, enum exchange direction) {
    ino_t inode = direction == EXCHANGE_FOR_PRIVATE ? socket->inode : socket->private_inode;
    return socket->private_listener < 0 ? -1 : descriptor_of_socket(pid, inode);
}

/* It has bound a socket, and may not be looked into any more (PR_SET_DUMPABLE). */
static bool is_hidden_binder(const struct passed_socket *socket, pid_t pid) {
    struct descriptor_walk walk;
    if (!socket->gated || socket->binder != pid || !socket->adopted)
        return false;
    bool opens = open_descriptors(&walk, pid), hidden = !opens && (errno == EACCES || errno == EPERM) && is_alive(pid);
    close_descriptors(&walk);
    return hidden;
}

bool is_to_exchange(const struct service *service, pid_t pid, enum exchange direction) {
    for (size_t i = 0; i < service->passed.count; i++)
        if (is_hidden_binder(&service->passed.sockets[i], pid))
            return true;
    for (size_t i = 0; i < service->passed.count; i++)
        if (descriptor_to_go(&service->passed.sockets[i], pid, direction) >= 0)
            return true;
    return false;
}

static void exchange(const struct exchange_order *order, const struct passed_socket *socket, const struct call *call) {
    bool to_private = order->direction == EXCHANGE_FOR_PRIVATE;
    int from = to_private ? socket->fd : socket->private_listener, to = to_private ? socket->private_listener : socket->fd;
    for (int tried = 0; tried < NUMBERS_TRIED; tried++) {
        int fd = descriptor_to_go(socket, call->tid, order->direction);
        if (fd < 0 || !put_in_place(order->service, to, from, fd, descriptor_flags(call->tid, fd), call))
            return;
    }
}

static void exchange_all(const struct call *call, void *context) {
    const struct exchange_order *order = context;
    const struct passed_set *set = &order->service->passed;
    for (size_t i = 0; i < set->count; i++)
        exchange(order, &set->sockets[i], call);
}

/* Clients of a unix socket see as SO_PEERCRED the process that called listen(2) last (unix_listen). A filter of the
 * program's own may kill for it. */
static void listen_again(const struct exchange_order *order, pid_t pid, pid_t tid) {
    const struct passed_set *set = &order->service->passed;
    if (order->direction != EXCHANGE_FOR_PASSED || filters_of(pid) > filters_of(getpid()) + 1)
        return;
    for (size_t i = 0; i < set->count; i++) {
        const struct passed_socket *socket = &set->sockets[i];
        bool listens = socket->address.any.sa_family == AF_UNIX && socket->gated && socket->gate_listener == pid;
        int fd = listens ? descriptor_of_socket(pid, socket->inode) : -1;
        if (fd >= 0)
            inject_listen(order->service->listener, tid, fd, socket->gate_backlog);
    }
}

static bool exchange_by(const struct exchange_order *order, pid_t pid, pid_t tid) {
    if (!inject_call(order->service->listener, tid, exchange_all, (void *)order))
        return false;
    listen_again(order, pid, tid);
    return true;
}

/* One thread that is in a system call is enough: they share their descriptors. */
bool exchange_in(struct service *service, pid_t pid, enum exchange direction) {
    struct exchange_order order = {service, direction};
    struct thread_walk walk;
    pid_t tid;
    bool done = false;
    open_threads(&walk, pid);
    for (int tried = 0; !done && tried < THREADS_TRIED && (tid = next_thread(&walk)); tried++)
        done = state_of(pid, tid) == 'T' && is_descendant(pid) && exchange_by(&order, pid, tid);
    close_threads(&walk);
    return done && !is_to_exchange(service, pid, direction);
}
