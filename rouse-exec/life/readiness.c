#include "life/readiness.h"

#include "clock.h"
#include "life/holders.h"
#include "life/in_vain.h"
#include "life/left_out.h"
#include "report/report.h"
#include "sockets/adoption.h"

#define GRACE_US 10000000 /* for a program that never binds some passed socket */
#define SETTLING_US 50000 /* nginx -t binds, listens, and ends; Vite tests its port so, and listens elsewhere */

static size_t count_listening(struct service *service) {
    size_t count = 0;
    if (assume_listening(&service->passed))
        note_change(service);
    for (size_t i = 0; i < service->passed.count; i++)
        count += service->passed.sockets[i].listening;
    return count;
}

/* A program that serves a port is ready, even if it binds the other family of that port later: its clients wait. */
static size_t count_left_out(const struct service *service) {
    size_t count = 0;
    for (size_t i = 0; i < service->passed.count; i++)
        count += is_left_out(&service->passed.sockets[i]);
    return count;
}

static void warn_missing(struct service *service) {
    for (size_t i = 0; !service->missing_warned && i < service->passed.count; i++)
        if (!service->passed.sockets[i].adopted)
            say_missing(service, &service->passed.sockets[i]);
    service->missing_warned = true;
}

/* READY=1 cannot be taken back, so it is sent only when what listens now still does a moment later. */
static bool has_settled(struct service *service, size_t listening) {
    if (service->settles_at == 0)
        service->settles_at = now_us() + SETTLING_US;
    if (now_us() < service->settles_at)
        return false;
    service->settles_at = 0;
    refresh_holders(service);
    return count_listening(service) >= listening;
}

bool is_ready(struct service *service) {
    if (service->state != STATE_STARTING)
        return false;
    if (service->options->learn)
        return true;
    if (service->gate.state == GATE_SHUT)
        return false;
    bool grace_over = now_us() > service->started_at + GRACE_US;
    if (grace_over)
        warn_missing(service);
    size_t listening = count_listening(service);
    bool all = listening == service->passed.count || listening + count_left_out(service) == service->passed.count;
    if (!all && !(grace_over && listening > 0)) {
        service->settles_at = 0; /* or its deadline would be past, and wake us again and again */
        return false;
    }
    return has_settled(service, listening);
}

uint64_t readiness_deadline(const struct service *service) {
    if (service->state != STATE_STARTING || service->gate.state == GATE_SHUT)
        return 0;
    uint64_t next = service->missing_warned ? 0 : service->started_at + GRACE_US + 1, now = now_us();
    next = earlier(next, service->settles_at);
    for (size_t i = 0; i < service->passed.count; i++) {
        uint64_t left_out = when_left_out(&service->passed.sockets[i]);
        next = earlier(next, when_to_assume_listening(&service->passed.sockets[i]));
        next = earlier(next, left_out > now ? left_out : 0);
    }
    return next;
}
