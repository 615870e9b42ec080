#include "life/stopping.h"

#include <time.h>

#include "clock.h"
#include "gate/gate.h"
#include "idle/decision.h"
#include "idle/idle.h"
#include "idle/own_datagrams.h"
#include "idle/standstill.h"
#include "life/enter_state.h"
#include "life/refuse_clients.h"
#include "life/signals.h"
#include "life/sweep.h"
#include "messages/log.h"
#include "report/report.h"
#include "swap/before_stop.h"
#include "swap/hide_interruptions.h"

#define FIRST_THAW_US 20000
#define CATCH_US 300000
#define CATCH_AGAIN_NS 1500000
#define LONGEST_THAW_US 1000000
#define SAME_PRESS_US 300000 /* npm passes on what its program got from the terminal, too */
#define LAST_WORD_US 1000000

static void begin_patience(struct service *service) {
    uint64_t patience = service->options->stop_timeout_us;
    service->deadline = earlier(service->deadline, patience ? now_us() + patience : 0);
}

static void wait_for_its_end(struct service *service) {
    begin_patience(service);
    enter_state(service, STATE_STOPPING);
}

void put_to_sleep(struct service *service) {
    if (is_vetoed(service)) {
        postpone_sleep(service, service->decision.until);
        return;
    }
    stop_if_quiet(service);
}

/* The program stands still from before the last look until the stop signal is in its queue: a connection that arrives
 * meanwhile waits in the accept queue, which we hold, and wakes the next run. */
void stop_if_quiet(struct service *service) {
    prepare_private_listeners(service);
    enum standstill reached = begin_standstill();
    if (is_still_quiet(service, reached)) {
        service->slept = true;
        note_own_senders(service);
        end_idle_watch(service);
        take_passed_away(service);
        send_stop_signal(service);
        wait_for_its_end(service);
    } else {
        close_private_listeners(service);
        hide_interruptions();
    }
    end_standstill();
    service->thaw_at = now_us() + FIRST_THAW_US;
}

void thaw(struct service *service) {
    bool ending = service->state == STATE_STOPPING || service->state == STATE_SWEEPING;
    uint64_t now = now_us(), pause = (now - service->state_since) / 2;
    continue_stopped();
    go_on_sweeping(service);
    pause = pause < FIRST_THAW_US ? FIRST_THAW_US : pause > LONGEST_THAW_US ? LONGEST_THAW_US : pause;
    service->thaw_at = ending ? now + pause : 0;
}

void request_end(struct service *service) {
    bool is_news = !service->end_requested && (service->state == STATE_STARTING || service->state == STATE_RUNNING);
    service->end_requested = true;
    if (!is_news)
        return;
    service->state_since = now_us();
    begin_patience(service);
    note_change(service);
}

void insist_on_end(struct service *service) {
    uint64_t now = now_us();
    if (service->interrupted_at == 0)
        service->interrupted_at = now;
    else if (now - service->interrupted_at >= SAME_PRESS_US)
        service->deadline = earlier(service->deadline, now + LAST_WORD_US);
}

static bool stands_and_can_lose(const struct service *service) {
    return begin_standstill() == STANDSTILL_COMPLETE && can_be_taken_away(service);
}

/* A program that is in use is caught between two clients; one that never is stops as it would without us. */
static bool catch_program(struct service *service) {
    uint64_t end = now_us() + CATCH_US;
    bool caught = false;
    prepare_private_listeners(service);
    while (has_private_listeners(service) && !caught && now_us() < end) {
        caught = stands_and_can_lose(service);
        if (!caught) {
            hide_interruptions();
            end_standstill();
            nanosleep(&(struct timespec){.tv_nsec = CATCH_AGAIN_NS}, NULL);
        }
    }
    if (!caught)
        close_private_listeners(service);
    return caught;
}

/* Clients of sockets that the service manager holds wait for the next run, as they do before a sleep; those of our own are
 * refused, since no run will serve them. */
void end_losing_nobody(struct service *service, const struct signalfd_siginfo *signal) {
    if (!catch_program(service)) {
        forward_signal(service, signal);
        return;
    }
    take_passed_away(service);
    refuse_clients(service);
    forward_to_stopped(service, signal);
    end_standstill();
    service->thaw_at = now_us() + FIRST_THAW_US;
}

/* Clients that are connected are cut off, which is what the owner of --max-wait wants; those that come meanwhile wait. */
void make_way(struct service *service) {
    if (service->idle.connections > 0)
        warn("the program is stopped while clients are connected (%d): %s has waited for its --max-wait",
             service->idle.connections, service->turn.ahead);
    else
        warn("the program is stopped before its idle time is over: %s has waited for its --max-wait", service->turn.ahead);
    service->slept = true;
    end_idle_watch(service);
    if (catch_program(service))
        take_passed_away(service);
    send_stop_signal(service);
    wait_for_its_end(service);
    end_standstill();
    service->thaw_at = now_us() + FIRST_THAW_US;
}

/* Nobody else would end a program that ignores the signal; a service manager has the cgroup. */
void end_observation(struct service *service) {
    if (service->state == STATE_STARTING || service->state == STATE_RUNNING)
        wait_for_its_end(service);
}

/* Its clients would wait for as long as it lives. */
void end_unserved(struct service *service) {
    if (is_gate_late(service)) {
        warn("the program is ended: it was not ready in the time of --ready-check-timeout (%s)", why_late(service));
    } else {
        warn("the program is ended: it does not listen where a client waits");
        service->gate.failed[0] = 0; /* or the report would give a check as the reason */
    }
    service->unserved = true;
    send_stop_signal(service);
    wait_for_its_end(service);
}

void sweep(struct service *service) {
    begin_sweep(service);
    service->thaw_at = now_us() + FIRST_THAW_US;
    enter_state(service, STATE_SWEEPING);
}
