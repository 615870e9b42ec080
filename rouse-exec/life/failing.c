#include "life/failing.h"

#include <stdio.h>
#include <sys/wait.h>

#include "clock.h"
#include "command_line/signal_name.h"
#include "life/enter_state.h"
#include "life/signals.h"
#include "life/start.h"
#include "messages/log.h"
#include "sockets/gone_clients.h"
#include "sockets/unaccepted.h"

#define FIRST_PAUSE_US 1000000
#define LONGEST_PAUSE_US 60000000
#define LOOK_US 1000000           /* whether those that wait have gone */
#define STEADY_US 10000000        /* what serves for so long has not failed at its start */
#define UNKNOWN_WAITS_US 60000000 /* a datagram's sender, or a client that the kernel does not show us */

static uint64_t pause_after(unsigned fails) {
    uint64_t pause = FIRST_PAUSE_US;
    for (unsigned i = 1; i < fails && pause < LONGEST_PAUSE_US; i++)
        pause *= 2;
    return pause < LONGEST_PAUSE_US ? pause : LONGEST_PAUSE_US;
}

static bool is_anyone_there(const struct service *service) {
    bool unknown_wait = service->fails == 0 || now_us() - service->failing_since < UNKNOWN_WAITS_US;
    for (size_t i = 0; i < service->passed.count; i++) {
        enum waiting found = who_waits(&service->passed.sockets[i]);
        if (found == WAITING_SOMEBODY || (found == WAITING_UNKNOWN && unknown_wait))
            return true;
    }
    return false;
}

static bool was_steady(const struct service *service) {
    return service->ready_at != 0 && now_us() - service->ready_at >= STEADY_US;
}

/* One that ends well at once, and leaves the client that woke it, would be started for it again and again. */
static bool has_failed(const struct service *service) {
    if (service->unserved)
        return true;
    if (was_told_to_end(service))
        return false;
    return service->program_status != 0 || service->ready_at == 0 || (!was_steady(service) && is_anyone_there(service));
}

bool is_to_be_tried_again(const struct service *service) {
    return service->options->retry && !service->end_requested && !service->slept && has_failed(service);
}

static const char *describe_end(const struct service *service, char *text, size_t size) {
    char name[SIGNAL_NAME_MAX];
    int status = service->program_status;
    if (service->unserved) /* end_unserved has said why */
        snprintf(text, size, "it did not serve its clients");
    else if (WIFSIGNALED(status))
        snprintf(text, size, "ended by %s", name_signal(WTERMSIG(status), name));
    else
        snprintf(text, size, "status %d", WEXITSTATUS(status));
    return text;
}

static void plan_look(struct service *service) {
    service->deadline = earlier(service->next_try, now_us() + LOOK_US);
}

void begin_failing(struct service *service) {
    uint64_t now = now_us();
    char text[64];
    if (service->fails == 0 || was_steady(service)) {
        service->fails = 0;
        service->failing_since = now;
    }
    uint64_t pause = pause_after(++service->fails);
    service->next_try = now + pause;
    if (is_anyone_there(service))
        warn("the program has failed (%s): try %u in %u s, while a client waits",
             describe_end(service, text, sizeof text), service->fails + 1, (unsigned)(pause / 1000000));
    plan_look(service);
}

static bool forget_those_who_left(struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++)
        if (!drop_waiting(&service->passed.sockets[i]))
            return false;
    return true;
}

static void give_up(struct service *service) {
    char text[64];
    warn("the program has failed (%s), and nobody waits for it any more: the next client starts it again",
         describe_end(service, text, sizeof text));
    enter_state(service, STATE_ENDED);
}

void try_again(struct service *service) {
    if (!is_anyone_there(service) && forget_those_who_left(service))
        give_up(service);
    else if (now_us() >= service->next_try)
        start_service(service);
    else
        plan_look(service);
}

/* Its name, as find_unaccepted gives it; one that has none is always the same. */
static uint64_t find_waiting(struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++) {
        if (!has_pending(&service->passed.sockets[i]))
            continue;
        uint64_t found = find_unaccepted(&service->passed.sockets[i], service->left_waiting);
        return found ? found : 1;
    }
    return 0;
}

uint64_t when_to_wake(struct service *service) {
    uint64_t before = service->left_waiting;
    service->left_waiting = service->left ? find_waiting(service) : 0;
    if (service->left_waiting == 0 || service->left_waiting != before) {
        service->fails = 0;
        return 0;
    }
    uint64_t pause = pause_after(++service->fails);
    warn("the program has ended with status 0 again, and has left its client waiting: it is started again in %u s",
         (unsigned)(pause / 1000000));
    return now_us() + pause;
}
