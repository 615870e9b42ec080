#include "swap/before_stop.h"

#include <errno.h>

#include "command_line/span.h"
#include "kernel/process_list.h"
#include "kernel/threads.h"
#include "kernel/waits_for_signal.h"
#include "messages/log.h"
#include "seccomp/deadly_filter.h"
#include "sockets/passed_holder.h"
#include "sockets/private_listener.h"
#include "swap/exchange.h"

/* A program that ignores the signal, and is never killed for it, goes on serving at a socket that we made. */
static bool accepts(const struct service *service, const struct passed_socket *socket) {
    if (service->end_requested && socket->made_here && service->options->stop_timeout_us == SPAN_NEVER)
        return false;
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

static bool is_any_prepared(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++)
        if (set->sockets[i].private_listener >= 0)
            return true;
    return false;
}

bool has_private_listeners(const struct service *service) {
    return is_any_prepared(&service->passed);
}

static bool stands_in_call(pid_t pid) {
    struct thread_walk walk;
    bool found = false;
    open_threads(&walk, pid);
    for (pid_t tid; !found && (tid = next_thread(&walk));)
        found = standing_call(tid) >= 0;
    close_threads(&walk);
    return found;
}

/* A thread that was told of a client by select(2), and is about to call accept, would wait there for ever: the client is in
 * the queue that the program loses. */
bool can_be_taken_away(const struct service *service) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < service->passed.count; i++)
        if (service->passed.sockets[i].private_listener >= 0 && has_pending(&service->passed.sockets[i]))
            return false;
    for (size_t i = 0; i < all.count; i++)
        if (is_to_exchange(service, all.pids[i], EXCHANGE_FOR_PRIVATE) && !stands_in_call(all.pids[i]))
            return false;
    return true;
}

void take_passed_away(struct service *service) {
    if (!is_any_prepared(&service->passed))
        return;
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++) {
        if (!is_to_exchange(service, all.pids[i], EXCHANGE_FOR_PRIVATE))
            continue;
        if (exchange_in(service, all.pids[i], EXCHANGE_FOR_PRIVATE))
            debug("process %d stops with listening sockets of its own: clients wait for the next run", all.pids[i]);
        else
            explain(errno == EPERM ? "ptrace(2) is refused" : "no thread of it can be interrupted in a system call");
    }
}

void close_private_listeners(struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++)
        close_private_listener(&service->passed.sockets[i]);
}
