#include "life/holders.h"

#include <string.h>

#include "array.h"
#include "bind/unmatched.h"
#include "clock.h"
#include "idle/served_clients.h"
#include "kernel/io_uring.h"
#include "life/announce_state.h"
#include "life/in_vain.h"
#include "life/left_out.h"
#include "report/report.h"
#include "sockets/adoption.h"
#include "sockets/unaccepted.h"

#define FIRST_STEP_US 1000000 /* also the time for a hand-over between two processes */
#define LONGEST_STEP_US 64000000
#define GRACE_US 10000000

static size_t count_listening(const struct service *service) {
    size_t count = 0;
    for (size_t i = 0; i < service->passed.count; i++)
        count += service->passed.sockets[i].listening;
    return count;
}

static bool is_all_held(const struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++)
        if (!service->passed.sockets[i].adopted)
            return false;
    return true;
}

void refresh_holders(struct service *service) {
    if (!refresh_adoptions(&service->passed))
        return;
    service->holders.stirred = true;
    note_change(service);
}

static bool has_bound_datagrams(const struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++)
        if (service->passed.sockets[i].type == SOCK_DGRAM && service->passed.sockets[i].given_up_at)
            return true;
    return false;
}

/* A datagram socket whose port the kernel chose is a client's (statsd), though it has no peer. So may be one whose port
 * the program chose (a resolver), unless the program has not found the passed one yet. */
static bool is_a_servers(const struct service *service, const struct listener *one) {
    if (one->type != SOCK_DGRAM || !is_inet(&one->address))
        return true;
    for (size_t i = 0; i < service->passed.count; i++)
        if (is_inet(&service->passed.sockets[i].address) &&
            port_of(&service->passed.sockets[i].address) == port_of(&one->address))
            return true;
    return !has_bound_datagrams(service) && is_noted_unmatched(service, &one->address, SOCK_DGRAM);
}

static size_t keep_servers(const struct service *service, struct listener *found, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count && kept < ELSEWHERE_MAX; i++)
        if (is_a_servers(service, &found[i]))
            found[kept++] = found[i];
    return kept;
}

/* Returns whether the list is another one than before. */
static bool refresh_elsewhere(struct service *service) {
    struct listener found[2 * ELSEWHERE_MAX];
    memset(found, 0, sizeof found);
    size_t all = is_all_held(service) ? 0 : find_listeners(&service->passed, found, COUNT_OF(found));
    size_t count = keep_servers(service, found, all);
    bool same = count == service->elsewhere_count;
    for (size_t i = 0; i < count; i++) {
        same = same && same_address(&found[i].address, &service->elsewhere[i].address);
        service->elsewhere[i] = found[i];
    }
    service->elsewhere_count = count;
    return !same;
}

static bool is_of_same_port(const struct listener *one, const struct passed_socket *socket) {
    return one->type == socket->type && is_inet(&one->address) && port_of(&one->address) == port_of(&socket->address);
}

/* A program that has bound nothing is loading, whatever its clients do. */
static bool is_lost(const struct service *service, const struct passed_socket *socket) {
    if (socket->adopted)
        return false;
    if (socket->given_up_at)
        return now_us() - socket->given_up_at >= FIRST_STEP_US;
    return find_served(socket) ? is_left_out(socket) : find_instead(service, socket) != NULL;
}

/* The program is to be ended only where nobody is served by it, and where it has said itself that it will not serve:
 * it has closed the socket, or it listens on another address of that port. One that closes it before it was ready has
 * only tried whether the port is free, and may load for minutes now. */
static bool is_hopeless(const struct service *service, const struct passed_socket *lost) {
    bool turned_away = lost->given_up_at && lost->closed_alive && service->state == STATE_RUNNING;
    for (size_t i = 0; i < service->elsewhere_count; i++)
        turned_away = turned_away || is_of_same_port(&service->elsewhere[i], lost);
    return turned_away && !is_any_adopted(&service->passed) && !is_anyone_served(service) && !uses_io_uring();
}

/* How long clients may wait there before the program is ended; 0: for ever. One that has closed its socket and listens
 * nowhere else may be reloading, and finishes what it has begun: it has the time that it would have at a stop. */
static uint64_t grace_for(const struct service *service, const struct passed_socket *lost) {
    if (!is_hopeless(service, lost))
        return 0;
    return find_instead(service, lost) ? GRACE_US : service->options->stop_timeout_us;
}

/* Whether the same client waits there at two looks, between which is a second at least. */
static bool is_unmoved(const struct service *service, struct passed_socket *socket) {
    bool open = service->gate.state == GATE_OPEN && socket->adopted && socket->type != SOCK_DGRAM;
    uint64_t before = socket->late;
    if (!open || socket->in_vain_said || !has_pending(socket) || !uses_io_uring())
        return false;
    socket->late = find_unaccepted(socket, before);
    return before != 0 && socket->late == before;
}

static void judge_unmoved(struct service *service, bool *news) {
    for (size_t i = 0; i < service->passed.count; i++) {
        struct passed_socket *socket = &service->passed.sockets[i];
        if (!is_unmoved(service, socket))
            continue;
        say_unmoved(socket);
        *news = socket->in_vain_said = true;
    }
}

/* Says of each socket where a client waits in vain that it does, and notes in NEWS that something new was said. Returns
 * the shortest time in which the program is to be ended for that; 0: it is not. */
static uint64_t judge_lost(struct service *service, bool *news) {
    uint64_t shortest = 0;
    for (size_t i = 0; i < service->passed.count; i++) {
        struct passed_socket *socket = &service->passed.sockets[i];
        if (!is_lost(service, socket) || !has_pending(socket))
            continue;
        uint64_t grace = grace_for(service, socket);
        if (!socket->in_vain_said)
            say_in_vain(service, socket, (unsigned)((grace + 999999) / 1000000));
        *news = *news || !socket->in_vain_said;
        socket->in_vain_said = true;
        shortest = earlier(shortest, grace);
    }
    return shortest;
}

static bool is_grace_over(struct holder_watch *watch, uint64_t grace, bool *news) {
    uint64_t now = now_us(), since = watch->in_vain_since;
    if (grace == 0)
        watch->in_vain_since = 0;
    else if (since == 0)
        watch->in_vain_since = now;
    *news = *news || since != watch->in_vain_since || grace != watch->grace;
    watch->grace = grace;
    return grace > 0 && now - watch->in_vain_since >= grace;
}

/* Sockets that are armed tell us of the next arrival. After it they are disarmed until the look for idleness, which may
 * be far away, and those of a program that never sleeps are never armed: both are looked at now and then. */
static bool is_another_look_needed(const struct service *service) {
    bool starting = service->state == STATE_STARTING, unwatched = !starting && !service->idle.armed;
    for (size_t i = 0; i < service->passed.count; i++) {
        const struct passed_socket *socket = &service->passed.sockets[i];
        if (unwatched || socket->given_up_at || (socket->adopted && has_pending(socket)) ||
            (starting && find_served(socket)))
            return true;
    }
    return service->elsewhere_count > 0;
}

static void plan_next(struct service *service) {
    struct holder_watch *watch = &service->holders;
    uint64_t now = now_us(), settling = when_to_settle(service);
    watch->next_look = is_another_look_needed(service) ? now + watch->step : 0;
    if (watch->in_vain_since)
        watch->next_look = earlier(watch->next_look, watch->in_vain_since + watch->grace);
    if (settling > 0)
        watch->next_look = earlier(watch->next_look, settling > now ? settling : now + FIRST_STEP_US);
    if (!watch->in_vain_since && watch->step < LONGEST_STEP_US)
        watch->step *= 2;
}

static void report_changes(struct service *service, bool changed) {
    if (changed)
        note_change(service);
    if (service->state == STATE_RUNNING && service->holders.told != count_listening(service))
        announce_state(service);
}

bool look_at_holders(struct service *service) {
    bool changed = refresh_adoptions(&service->passed);
    changed = assume_listening(&service->passed) || changed;
    changed = refresh_elsewhere(service) || changed;
    settle_left_out(service);
    judge_unmoved(service, &changed);
    uint64_t grace = judge_lost(service, &changed);
    bool over = is_grace_over(&service->holders, grace, &changed);
    report_changes(service, changed);
    plan_next(service);
    return over;
}

/* A program that was told to end closes its socket first. */
static bool is_watched(const struct service *service) {
    bool runs = service->state == STATE_STARTING || service->state == STATE_RUNNING;
    return runs && !service->end_requested && !service->options->learn;
}

void plan_holder_look(struct service *service) {
    struct holder_watch *watch = &service->holders;
    if (!watch->stirred || !is_watched(service))
        return;
    watch->stirred = false;
    watch->step = FIRST_STEP_US;
    watch->next_look = earlier(watch->next_look, now_us() + FIRST_STEP_US);
}

uint64_t holders_deadline(const struct service *service) {
    return is_watched(service) ? service->holders.next_look : 0;
}
