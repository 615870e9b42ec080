#include "idle.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>

#include "array.h"
#include "clock.h"
#include "log.h"
#include "open_connections.h"
#include "sock_diag.h"

/* Between an event and the next look the watch is blind, and a connection that is seen at one look can end
 * right after it. A look each quarter of the idle time, counted as use, puts the sleep between 1 and 1.25
 * idle times after the last use. */
static uint64_t look_interval(const struct service *service) {
    return service->options->idle_us / 4 + 1;
}

/* Level-triggered or armed for every connection, a busy server would wake us each time: 20,000 connections
 * cost 170 ms that way, and 1.5 ms so. */
static void set_watch(struct service *service, int operation) {
    for (size_t i = 0; i < service->passed.count; i++) {
        struct epoll_event event = {.events = EPOLLIN | EPOLLET | EPOLLONESHOT, .data.u32 = (uint32_t)i};
        if (epoll_ctl(service->idle.epoll, operation, service->passed.sockets[i].fd, &event) != 0)
            warn_errno("cannot watch the passed socket '%s'", service->passed.sockets[i].name);
    }
}

void watch_sockets(struct service *service) {
    service->idle.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (service->idle.epoll < 0)
        die_errno("cannot watch the passed sockets");
    set_watch(service, EPOLL_CTL_ADD);
}

void arm_watch(struct service *service) {
    if (service->idle.epoll >= 0)
        set_watch(service, EPOLL_CTL_MOD);
}

static bool read_events(struct service *service) {
    struct epoll_event events[8];
    bool any = false;
    int count;
    while ((count = epoll_wait(service->idle.epoll, events, COUNT_OF(events), 0)) > 0)
        any = true;
    return any;
}

void take_activity(struct service *service) {
    if (!read_events(service))
        return;
    service->idle.active = true;
    uint64_t soon = now_us() + look_interval(service);
    if (service->idle.next_look > soon)
        service->idle.next_look = soon;
}

static bool is_pending(const struct passed_socket *socket) {
    struct pollfd queue = {.fd = socket->fd, .events = POLLIN};
    return poll(&queue, 1, 0) == 1 && (queue.revents & POLLIN);
}

static bool is_adopted(const struct service *service) {
    return service->adopter != 0;
}

static void tell_unknown(void) {
    static bool told;
    if (!told)
        warn("cannot tell whether anybody is connected (sock_diag and the program's descriptors are both closed to "
             "us): the program will not be put to sleep");
    told = true;
}

/* What cannot be told counts as use. */
static bool is_in_use(struct service *service) {
    struct idle_watch *idle = &service->idle;
    bool pending = false, unknown = false;
    idle->connections = 0;
    for (size_t i = 0; i < service->passed.count; i++) {
        const struct passed_socket *socket = &service->passed.sockets[i];
        pending = pending || is_pending(socket);
        int found = count_open_connections(service, socket, CONNECTIONS_COUNTED - idle->connections);
        unknown = unknown || found == CANNOT_TELL;
        idle->connections += found > 0 ? found : 0;
        if (idle->connections >= CONNECTIONS_COUNTED)
            break;
    }
    bool busy = pending || unknown || idle->connections > 0;
    if (unknown) {
        idle->connections = CANNOT_TELL;
        tell_unknown();
    }
    return busy;
}

/* Whoever woke the program may have been served before the watch was armed: that counts as use. */
void begin_idle_watch(struct service *service) {
    struct idle_watch *idle = &service->idle;
    idle->active = true;
    idle->was_busy = false;
    idle->connections = CANNOT_TELL;
    idle->last_use = now_us();
    idle->next_look = service->options->idle_us ? idle->last_use + look_interval(service) : 0;
    idle->by_descriptors = false;
    for (size_t i = 0; service->options->idle_us && i < service->passed.count; i++)
        idle->by_descriptors = idle->by_descriptors || !is_visible(&service->passed.sockets[i]);
    if (idle->by_descriptors)
        debug("the passed sockets are of another network namespace: connections are counted by descriptors");
}

static void note_use(struct service *service, uint64_t until_next) {
    service->idle.last_use = now_us();
    service->idle.next_look = service->idle.last_use + until_next;
    note_change(service);
}

bool look_for_use(struct service *service) {
    struct idle_watch *idle = &service->idle;
    if (read_events(service))
        idle->active = true;
    bool was_used = idle->active || idle->was_busy || !is_adopted(service);
    arm_watch(service);
    bool busy = is_in_use(service);
    idle->active = false;
    idle->was_busy = busy;
    if (busy)
        note_use(service, look_interval(service));
    else if (was_used)
        note_use(service, service->options->idle_us);
    return !busy && !was_used;
}

bool is_still_quiet(struct service *service, bool stands) {
    bool quiet = stands && !is_in_use(service) && !read_events(service);
    if (!quiet) {
        service->idle.active = true;
        note_use(service, look_interval(service));
    }
    return quiet;
}
