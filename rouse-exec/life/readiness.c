#include "life/readiness.h"

#include "address/format_address.h"
#include "clock.h"
#include "kernel/descriptor_walk.h"
#include "kernel/process.h"
#include "messages/log.h"
#include "report/report.h"
#include "sockets/passed_holder.h"

#define GRACE_US 10000000 /* for a program that never binds some passed socket */
#define ASSUMED_LISTENING_US 1000000 /* between bind and listen; a program that asks SO_ACCEPTCONN calls no listen (HAProxy) */
#define SETTLING_US 50000 /* nginx -t binds, listens, and ends */

static uint64_t when_to_assume_listening(const struct passed_socket *socket) {
    return socket->adopted && !socket->listening ? socket->adopted_at + ASSUMED_LISTENING_US : 0;
}

static void assume_listening(struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++) {
        struct passed_socket *socket = &service->passed.sockets[i];
        uint64_t end = when_to_assume_listening(socket);
        if (end == 0 || now_us() < end)
            continue;
        socket->listening = true;
        note_change(service);
    }
}

static size_t count_listening(struct service *service) {
    size_t count = 0;
    assume_listening(service);
    for (size_t i = 0; i < service->passed.count; i++)
        count += service->passed.sockets[i].listening;
    return count;
}

static bool uses_io_uring(pid_t pid) {
    struct descriptor_walk walk;
    struct open_descriptor found = {.kind = DESCRIPTOR_OTHER};
    if (!open_descriptors(&walk, pid))
        return false;
    while (found.kind != DESCRIPTOR_IO_URING && next_descriptor(&walk, &found))
        ;
    close_descriptors(&walk);
    return found.kind == DESCRIPTOR_IO_URING;
}

static const char *likely_reason(void) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        if (uses_io_uring(all.pids[i]))
            return " (it uses io_uring, and a bind made through that is not seen; turn it off in the program)";
    return "";
}

static void warn_missing(struct service *service) {
    char text[ADDRESS_TEXT_MAX];
    for (size_t i = 0; !service->missing_warned && i < service->passed.count; i++)
        if (!service->passed.sockets[i].adopted)
            warn("the passed socket '%s' (%s) was never bound by the program: its clients wait in vain%s",
                 service->passed.sockets[i].name, format_address(&service->passed.sockets[i].address, text),
                 likely_reason());
    service->missing_warned = true;
}

/* A process that adopted a socket and has ended is no server. */
static bool are_all_held(struct service *service) {
    bool all = true;
    for (size_t i = 0; i < service->passed.count; i++) {
        struct passed_socket *socket = &service->passed.sockets[i];
        if (!socket->adopted || is_held(socket))
            continue;
        forget_adoption(socket);
        all = false;
    }
    return all;
}

/* READY=1 cannot be taken back, so it is sent only when what listens now still does a moment later. */
static bool has_settled(struct service *service) {
    if (!service->options->ready)
        return true;
    if (service->settles_at == 0)
        service->settles_at = now_us() + SETTLING_US;
    if (now_us() < service->settles_at)
        return false;
    service->settles_at = 0;
    bool held = are_all_held(service);
    if (!held)
        note_change(service);
    return held;
}

bool is_ready(struct service *service) {
    if (service->state != STATE_STARTING)
        return false;
    if (service->options->learn)
        return true;
    bool grace_over = now_us() > service->started_at + GRACE_US;
    if (grace_over)
        warn_missing(service);
    size_t listening = count_listening(service);
    return (listening == service->passed.count || (grace_over && listening > 0)) && has_settled(service);
}

uint64_t readiness_deadline(const struct service *service) {
    if (service->state != STATE_STARTING)
        return 0;
    uint64_t next = service->missing_warned ? 0 : service->started_at + GRACE_US + 1;
    next = earlier(next, service->settles_at);
    for (size_t i = 0; i < service->passed.count; i++)
        next = earlier(next, when_to_assume_listening(&service->passed.sockets[i]));
    return next;
}
