#include "sockets/adoption.h"

#include "clock.h"
#include "kernel/process.h"
#include "sockets/connections.h"
#include "sockets/passed_holder.h"

#define ASSUMED_LISTENING_US 1000000 /* between bind and listen */

void begin_adoption(struct passed_socket *socket, pid_t tid, int fd) {
    if (tid != socket->binder_thread)
        socket->binder = thread_group_of(tid);
    socket->binder_thread = socket->holder = tid;
    socket->holder_fd = fd;
    socket->given_up_at = 0;
    socket->was_left_out = false;
    if (socket->adopted)
        return;
    socket->adopted = true;
    socket->adopted_at = now_us();
    socket->listening = socket->type == SOCK_DGRAM;
}

/* A program whose process ended may start another that binds again, as a development server does for each change. The
 * last holder does not tell: a worker of nginx, which binds in its master, ends at each reload. */
static void end_adoption(struct passed_socket *socket) {
    socket->closed_alive = is_alive(socket->binder);
    socket->adopted = socket->listening = false;
    socket->given_up_at = now_us();
    socket->holder = 0;
}

/* Handed over between two processes (SCM_RIGHTS), it is in nobody's table for a moment. */
static void resume_adoption(struct passed_socket *socket) {
    socket->adopted = socket->listening = true;
    socket->given_up_at = 0;
}

/* A server with one socket for datagrams, which it has connected to a client (bind/disconnect.h), has not closed it. */
static bool is_served_beside(const struct passed_socket *socket) {
    return socket->adopted && socket->connected_beside && count_connections(socket, 1) > 0;
}

static bool refresh(struct passed_socket *socket) {
    bool before = socket->adopted;
    if ((!before && socket->given_up_at == 0) || (is_held(socket) || is_served_beside(socket)) == before)
        return false;
    if (before)
        end_adoption(socket);
    else
        resume_adoption(socket);
    return true;
}

bool refresh_adoptions(struct passed_set *set) {
    bool changed = false;
    for (size_t i = 0; i < set->count; i++)
        changed = refresh(&set->sockets[i]) || changed;
    return changed;
}

uint64_t when_to_assume_listening(const struct passed_socket *socket) {
    return socket->adopted && !socket->listening ? socket->adopted_at + ASSUMED_LISTENING_US : 0;
}

bool assume_listening(struct passed_set *set) {
    bool changed = false;
    for (size_t i = 0; i < set->count; i++) {
        uint64_t end = when_to_assume_listening(&set->sockets[i]);
        if (end == 0 || now_us() < end)
            continue;
        set->sockets[i].listening = changed = true;
    }
    return changed;
}

bool is_any_adopted(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++)
        if (set->sockets[i].adopted)
            return true;
    return false;
}
