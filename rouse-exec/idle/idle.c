#include "idle/idle.h"

#include <stdio.h>

#include "clock.h"
#include "command_line/span.h"
#include "idle/activity.h"
#include "idle/arrivals.h"
#include "idle/beside.h"
#include "idle/busy_check.h"
#include "idle/decision.h"
#include "idle/left_waiting.h"
#include "idle/open_connections.h"
#include "idle/own_connections.h"
#include "idle/own_datagrams.h"
#include "idle/processor_use.h"
#include "idle/quiet.h"
#include "idle/waiting_clients.h"
#include "kernel/sock_diag.h"
#include "messages/log.h"
#include "report/report.h"
#include "seccomp/received.h"
#include "sockets/connections.h"

#define SHORTEST_WANTED_US 20000
#define LONGEST_WANTED_US 500000
#define IDLE_OF_OTHERS_US 10000000
#define LATEST_LOOK_US 3600000000 /* CLOCK_MONOTONIC stands still while the machine sleeps, and the wall clock may be set */
#define CONNECTIONS_COUNTED 256 /* more than this make no difference, and are not counted */

#define JUDGED_APART_US 20000

/* After one arrival the sockets stay disarmed until the next look, and a connection that is seen at one look can end
 * right after it. One look per quarter of the idle time, counted as use, puts the sleep between 1 and 1.25 idle times
 * after the last use, and costs a busy service four looks per idle time. */
static uint64_t look_interval(const struct service *service) {
    uint64_t usual = service->options->idle_us / 4 + 1;
    if (!service->turn.wanted_since)
        return usual;
    uint64_t interval = (now_us() - service->turn.wanted_since) / 8;
    interval = interval < SHORTEST_WANTED_US ? SHORTEST_WANTED_US : interval > LONGEST_WANTED_US ? LONGEST_WANTED_US : interval;
    return service->options->idle_us && usual < interval ? usual : interval;
}

/* An end is put to the use of a service that never sleeps by itself only where another one waits for its turn. */
static uint64_t idle_time(const struct service *service) {
    return service->options->idle_us ? service->options->idle_us : IDLE_OF_OTHERS_US;
}

/* Of datagrams nobody knows when they have been answered. */
static bool makes_way_at_once(const struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++)
        if (service->passed.sockets[i].type == SOCK_DGRAM)
            return false;
    return service->turn.wanted_since != 0;
}

/* An arrival of a client in the same moment as one of the program's own, of which there is one SIGIO, is seen if it is
 * still open at the next look. */
void note_activity(struct service *service) {
    struct idle_watch *idle = &service->idle;
    if (idle->own_arrivals > 0 && now_us() < idle->own_until) {
        idle->own_arrivals--;
        return;
    }
    disarm_activity(&service->passed);
    idle->armed = false;
    idle->active = true;
    uint64_t soon = idle->judges ? idle->looked_at + JUDGED_APART_US : now_us() + look_interval(service);
    if (idle->next_look > soon)
        idle->next_look = soon;
}

static void warn_unknown(void) {
    static bool warned;
    if (!warned)
        warn("cannot tell whether anybody is connected (sock_diag and the program's descriptors are both closed to "
             "us): the program is not put to sleep as long as that is so");
    warned = true;
}

static void say_connections(struct service *service) {
    int count = service->idle.connections;
    snprintf(service->decision.text, sizeof service->decision.text,
             count >= CONNECTIONS_COUNTED ? "%d connections or more" : count == 1 ? "%d connection" : "%d connections", count);
}

static bool decide_use(struct service *service, bool pending, bool unknown) {
    int connections = service->idle.connections;
    decide(service, unknown           ? REASON_CANNOT_TELL
                    : connections > 0 ? REASON_CONNECTIONS
                    : pending         ? REASON_WAITING
                                      : REASON_NONE);
    if (connections > 0 && !unknown)
        say_connections(service);
    return service->decision.reason != REASON_NONE;
}

/* What cannot be determined counts as use. */
static bool is_in_use(struct service *service, struct use_count *use) {
    struct idle_watch *idle = &service->idle;
    bool pending = false, unknown = false;
    idle->connections = 0;
    for (size_t i = 0; i < service->passed.count; i++) {
        struct passed_socket *socket = &service->passed.sockets[i];
        socket->left_waiting.any = does_client_wait(socket, &service->options->use);
        pending = pending || socket->left_waiting.any;
    }
    for (size_t i = 0; i < service->passed.count; i++) {
        struct passed_socket *socket = &service->passed.sockets[i];
        receive_waiting(service->listener);
        int found = count_open_connections(service, socket, CONNECTIONS_COUNTED - idle->connections, use);
        unknown = unknown || found == CANNOT_TELL;
        idle->connections += found > 0 ? found : 0;
        if (idle->connections >= CONNECTIONS_COUNTED)
            break;
    }
    idle->connections += count_connections_beside(service, CONNECTIONS_COUNTED - idle->connections, use);
    idle->quiet = use->quiet;
    idle->ignored = use->ignored;
    use->stays = use->stays || pending || unknown;
    if (unknown) {
        idle->connections = CANNOT_TELL;
        warn_unknown();
    }
    return decide_use(service, pending, unknown);
}

/* Returns true when nothing can have arrived unseen since it was armed before. */
static bool rearm(struct service *service) {
    bool unbroken = arm_activity(&service->passed, service->idle.armed);
    service->idle.armed = true;
    return unbroken;
}

static bool are_all_visible(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++)
        if (!is_visible(&set->sockets[i].address, set->sockets[i].type, set->sockets[i].inode))
            return false;
    return true;
}

/* The client that woke the program may have been served before the watch was armed: that counts as use. */
void begin_idle_watch(struct service *service) {
    struct idle_watch *idle = &service->idle;
    *idle = (struct idle_watch){.active = true, .connections = CANNOT_TELL, .last_use = now_us()};
    begin_vetoes(service);
    if (!service->options->idle_us && !service->options->one_of.group)
        return;
    if (service->options->idle_us || service->turn.wanted_since)
        idle->next_look = idle->last_use + look_interval(service);
    idle->by_descriptors = !are_all_visible(&service->passed);
    if (idle->by_descriptors)
        debug("the passed sockets are of another network namespace: connections are counted by descriptors");
    rearm(service);
}

void end_idle_watch(struct service *service) {
    disarm_activity(&service->passed);
    service->idle.armed = false;
    service->idle.next_look = 0;
    service->idle.connections = CANNOT_TELL;
    service->busy.sample_at = 0;
    end_busy_check(service);
    service->idle.quiet = service->idle.ignored = 0;
}

static void note_use(struct service *service, uint64_t until_next) {
    service->idle.last_use = now_us();
    service->idle.next_look = service->idle.last_use + until_next;
    plan_sample(service);
    void_busy_check(service);
    note_change(service);
}

/* When the last byte has moved on a connection that is or was use; 0: not known, or on none. */
static uint64_t last_byte(const struct use_count *use) {
    uint64_t now = now_us();
    return use->silent_us < now ? now - use->silent_us : 0;
}

/* Bytes may have moved on a connection that has gone since the last look. */
static bool are_same_seen(struct service *service, const struct use_count *use) {
    bool same = use->rules && service->idle.seen == use->sum;
    service->idle.seen = use->sum;
    return same;
}

/* The last byte is the last use. Nothing but a connection that comes or goes can change what the next look will find
 * before the silence of all is long enough. */
static void note_silent_use(struct service *service, const struct use_count *use) {
    struct idle_watch *idle = &service->idle;
    uint64_t now = now_us(), byte = last_byte(use);
    if (idle->last_use < byte)
        idle->last_use = byte;
    idle->next_look = earlier(now + look_interval(service), byte + use->rules->quiet_us);
    plan_sample(service);
    void_busy_check(service);
    note_change(service);
}

/* Both times have passed since the last byte. */
static bool has_been_quiet(struct service *service, const struct use_count *use) {
    struct idle_watch *idle = &service->idle;
    uint64_t byte = last_byte(use);
    if (idle->last_use < byte)
        idle->last_use = byte;
    uint64_t quiet_at = idle->last_use + service->options->idle_us;
    if (now_us() >= quiet_at)
        return true;
    idle->next_look = quiet_at;
    plan_sample(service);
    note_change(service);
    return false;
}

/* A client that is ignored can be told from others right after it has come. After an arrival that was use, those until
 * the next look are use as well: of a client that has gone by then, nothing may be left. */
static bool has_user_arrived(struct service *service) {
    struct idle_watch *idle = &service->idle;
    if (service->options->use.ignored_count == 0)
        return idle->active;
    bool arrived = idle->active && !(are_arrivals_ignored(service) && idle->judges);
    idle->judges = !(arrived && idle->judges);
    idle->looked_at = now_us();
    return arrived;
}

/* The sockets are armed before the look, so that an arrival during the look is not missed. */
bool look_for_use(struct service *service) {
    struct idle_watch *idle = &service->idle;
    struct use_count use = count_by(&service->options->use);
    bool unbroken = rearm(service), arrived = has_user_arrived(service);
    bool was_used = arrived || !unbroken || is_activity_pending();
    bool busy = is_in_use(service, &use);
    bool same = are_same_seen(service, &use);
    for (size_t i = 0; i < service->passed.count; i++)
        explain_left_waiting(service, &service->passed.sockets[i]);
    bool tells = use.rules && use.rules->quiet_us != SPAN_NEVER;
    was_used = was_used || (tells ? !same : idle->was_busy);
    idle->own_arrivals = 0; /* of a connect that failed, nothing arrives */
    idle->active = false;
    idle->was_busy = busy;
    explain_own_datagrams(service, arrived || busy);
    if (busy && tells && !use.stays && !was_used)
        note_silent_use(service, &use);
    else if (busy)
        note_use(service, look_interval(service));
    else if (was_used)
        note_use(service, idle_time(service));
    bool quiet = !busy && (makes_way_at_once(service) || (!was_used && (!use.rules || has_been_quiet(service, &use))));
    if (!service->options->idle_us && !service->turn.wanted_since)
        idle->next_look = 0; /* whoever waited has gone */
    return quiet;
}

void postpone_sleep(struct service *service, uint64_t until) {
    uint64_t latest = now_us() + LATEST_LOOK_US;
    until = until ? until : now_us() + look_interval(service);
    service->idle.next_look = until < latest ? until : latest;
    plan_sample(service);
    note_change(service);
}

void hasten_look(struct service *service) {
    service->idle.next_look = now_us();
}

/* A standstill that failed will mostly fail again, and costs the program more than a look does. */
bool is_still_quiet(struct service *service, enum standstill reached) {
    if (reached == STANDSTILL_FAILED) {
        decide(service, REASON_STANDSTILL);
        postpone_sleep(service, now_us() + idle_time(service));
        return false;
    }
    forget_whose(&service->passed);
    struct use_count use = count_by(&service->options->use);
    bool quiet =
        reached == STANDSTILL_COMPLETE && rearm(service) && !is_in_use(service, &use) && !is_activity_pending();
    if (!quiet) {
        service->idle.active = true;
        note_use(service, look_interval(service));
    }
    return quiet;
}
