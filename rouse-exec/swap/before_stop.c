#include "swap/before_stop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "bind/adopt.h"
#include "kernel/descendant.h"
#include "kernel/directory.h"
#include "kernel/foreign_thread.h"
#include "kernel/process.h"
#include "kernel/process_list.h"
#include "kernel/waits_for_signal.h"
#include "messages/log.h"
#include "seccomp/deadly_filter.h"
#include "sockets/passed_holder.h"
#include "sockets/private_listener.h"
#include "swap/inject.h"

#define THREADS_TRIED 32
#define NUMBERS_TRIED 64 /* of one socket, beside DUPLICATES_MAX each time */

static bool accepts(const struct service *service, const struct passed_socket *socket) {
    bool guarded = !is_inet(&socket->address) || service->traps.inet_connects;
    return guarded && socket->type != SOCK_DGRAM && socket->backlog > 0 && socket->adopted;
}

/* A process that holds one of the passed sockets, and runs on after the stop signal. */
static bool goes_on(const struct service *service, pid_t pid) {
    return holds_any(&service->passed, pid) && !is_ended_by(pid, service->options->stop_signal);
}

static bool does_anybody_go_on(const struct service *service) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        if (goes_on(service, all.pids[i]))
            return true;
    return false;
}

static void explain(const char *doing) {
    warn_errno_once("cannot keep clients away from the program while it stops, since %s; a client that connects in that "
                    "moment may be lost, if the program accepts it and ends",
                    doing);
}

static bool does_any_accept(const struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++)
        if (accepts(service, &service->passed.sockets[i]))
            return true;
    return false;
}

void prepare_private_listeners(struct service *service) {
    if (!does_any_accept(service) || !does_anybody_go_on(service))
        return;
    if (!may_trace()) {
        errno = EPERM;
        explain("ptrace(2) is refused");
    }
    if (!service->traps.swaps)
        return;
    for (size_t i = 0; i < service->passed.count; i++) {
        struct passed_socket *socket = &service->passed.sockets[i];
        if (accepts(service, socket) && !make_private_listener(socket))
            explain(is_unix_path(&socket->address) ? "no mount namespace can be made for the name of its socket"
                                                   : "no listening socket can be made");
    }
}

static bool is_to_go(const struct passed_socket *socket, pid_t pid) {
    return socket->private_listener >= 0 && descriptor_of_passed(socket, pid) >= 0;
}

static bool holds_some(const struct service *service, pid_t pid) {
    for (size_t i = 0; i < service->passed.count; i++)
        if (is_to_go(&service->passed.sockets[i], pid))
            return true;
    return false;
}

static void replace_in(struct service *service, const struct passed_socket *socket, const struct call *call) {
    for (int tried = 0; tried < NUMBERS_TRIED; tried++) {
        int fd = descriptor_of_passed(socket, call->tid);
        if (fd < 0 || !put_in_place(service, socket->private_listener, socket->fd, fd, descriptor_flags(call->tid, fd), call))
            return;
    }
}

static void replace_all(const struct call *call, void *context) {
    struct service *service = context;
    for (size_t i = 0; i < service->passed.count; i++)
        if (is_to_go(&service->passed.sockets[i], call->tid))
            replace_in(service, &service->passed.sockets[i], call);
}

/* One thread that is in a system call is enough: they share their descriptors. */
static bool replace_by_any_thread(struct service *service, pid_t pid) {
    char path[64];
    struct directory tasks;
    const char *name;
    bool done = false;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    open_directory(&tasks, path);
    for (int tried = 0; !done && tried < THREADS_TRIED && (name = next_name(&tasks)); tried++) {
        pid_t tid = (pid_t)atoi(name);
        done = state_of(pid, tid) == 'T' && is_descendant(pid) &&
               inject_call(service->listener, tid, replace_all, service);
    }
    close_directory(&tasks);
    return done && !holds_some(service, pid);
}

static bool is_any_prepared(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++)
        if (set->sockets[i].private_listener >= 0)
            return true;
    return false;
}

void take_passed_away(struct service *service) {
    if (!is_any_prepared(&service->passed))
        return;
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++) {
        if (!holds_some(service, all.pids[i]))
            continue;
        if (replace_by_any_thread(service, all.pids[i]))
            debug("process %d stops with listening sockets of its own: clients wait for the next run", all.pids[i]);
        else
            explain(errno == EPERM ? "ptrace(2) is refused" : "no thread of it can be interrupted in a system call");
    }
}

void close_private_listeners(struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++)
        close_private_listener(&service->passed.sockets[i]);
}
