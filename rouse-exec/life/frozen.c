#include "life/frozen.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "array.h"
#include "clock.h"
#include "freeze/at_work.h"
#include "freeze/cgroup.h"
#include "freeze/heartbeat.h"
#include "freeze/members.h"
#include "freeze/page_out.h"
#include "freeze/pressure.h"
#include "freeze/resident.h"
#include "freeze/watch.h"
#include "idle/decision.h"
#include "idle/idle.h"
#include "idle/standstill.h"
#include "kernel/process.h"
#include "life/cold_start.h"
#include "life/enter_state.h"
#include "life/stopping.h"
#include "messages/log.h"
#include "report/report.h"
#include "seccomp/received.h"
#include "swap/hide_interruptions.h"

#define THAW_AGAIN_US 50000
#define LOSS_US 1000000
#define SOON_US 60000000 /* a freeze that a client ends sooner has cost more than it has saved */
#define SOON_FEW 3
#define LONGEST_BACK_OFF 6 /* times two */
#define LOOKS 3            /* a program that rests, too, is now and then found at work */
#define LOOK_AGAIN_NS 2000000

/* One that ends its children when they have not been heard of for a while does so at once. */
void look_for_loss(struct service *service) {
    struct freeze *freeze = &service->freeze;
    freeze->lost_at = 0;
    if (service->state != STATE_RUNNING || service->end_requested)
        return;
    pid_t lost = find_lost_member();
    if (lost == 0)
        return;
    snprintf(freeze->stops_because, sizeof freeze->stops_because,
             "its process %d ended when the program went on after it was frozen", lost);
    warn("the program is stopped and not frozen from now on: %s", freeze->stops_because);
    note_change(service);
}

/* They would send to a program that does not answer: what they send wakes nobody. */
static bool is_anyone_connected(const struct service *service) {
    return service->idle.quiet > 0 || service->idle.ignored > 0;
}

bool is_to_freeze(struct service *service) {
    struct freeze *freeze = &service->freeze;
    char name[32];
    if (freeze->lost_at)
        look_for_loss(service);
    if (!service->options->sleep.freezes || *freeze->stops_because || is_anyone_connected(service))
        return false;
    pid_t heartbeat = find_heartbeat();
    if (heartbeat == 0)
        return true;
    snprintf(freeze->stops_because, sizeof freeze->stops_because,
             "it is gunicorn (process %d, %s), whose first process kills workers that it has not heard of for a while",
             heartbeat, process_name(heartbeat, name, sizeof name));
    warn("the program is stopped and not frozen: %s", freeze->stops_because);
    return false;
}

/* Who is woken soon after each freeze has clients who come again and again: each time its memory goes and comes back. */
static uint64_t patience(const struct service *service) {
    unsigned soon = service->freeze.woken_soon, times = soon < SOON_FEW ? 0 : soon - SOON_FEW + 1;
    return service->options->idle_us << (times < LONGEST_BACK_OFF ? times : LONGEST_BACK_OFF);
}

static bool is_backing_off(struct service *service) {
    uint64_t soonest = service->idle.last_use + patience(service);
    if (now_us() >= soonest)
        return false;
    postpone_sleep(service, soonest);
    return true;
}

/* In uninterruptible sleep (D) stands, too, who has called vfork(2), until the child has begun another program. */
static void hold_up(struct service *service, struct worker worker) {
    struct freeze *freeze = &service->freeze;
    char name[32];
    bool news = !*freeze->held_up;
    snprintf(freeze->held_up, sizeof freeze->held_up, "process %d (%s) %s", worker.pid,
             process_name(worker.pid, name, sizeof name),
             worker.state == 'D' ? "waits for a child or a device, and cannot be stopped" : "is at work");
    if (news)
        debug("the program is not frozen now: %s", freeze->held_up);
    decide(service, REASON_AT_WORK);
    snprintf(service->decision.text, sizeof service->decision.text, "%s", freeze->held_up);
    postpone_sleep(service, 0);
}

static struct worker find_at_work(void) {
    struct worker found = {0};
    for (int looks = 0; looks < LOOKS && (looks == 0 || found.pid); looks++) {
        if (looks > 0)
            nanosleep(&(struct timespec){.tv_nsec = LOOK_AGAIN_NS}, NULL);
        found = find_in_state("RD");
    }
    return found;
}

static bool is_held_up(struct service *service) {
    if (is_vetoed(service)) {
        postpone_sleep(service, service->decision.until);
        return true;
    }
    struct worker worker = find_at_work();
    if (worker.pid)
        hold_up(service, worker);
    return worker.pid != 0;
}

static bool is_call_pending(const struct service *service) {
    struct pollfd listener = {.fd = service->listener, .events = POLLIN};
    return has_received() || (poll(&listener, 1, 0) == 1 && (listener.revents & POLLIN));
}

/* A stop withdraws a call that waits for our answer, and a parent in vfork(2) never stops at SIGSTOP. */
static bool stands_wholly(struct service *service) {
    struct worker late = service->freeze.by_cgroup ? (struct worker){0} : find_in_state("D");
    if (late.pid)
        hold_up(service, late);
    else if (is_call_pending(service) || is_anyone_connected(service))
        postpone_sleep(service, now_us() + service->options->idle_us);
    else
        return true;
    return false;
}

/* Ctrl-C comes to the foreground job, and is to be heard. */
static void take_terminal(const struct service *service) {
    if (service->on_terminal && tcgetpgrp(STDIN_FILENO) == service->program)
        tcsetpgrp(STDIN_FILENO, getpgrp());
}

static void give_terminal(const struct service *service) {
    if (service->on_terminal && tcgetpgrp(STDIN_FILENO) == getpgrp())
        tcsetpgrp(STDIN_FILENO, service->program);
}

static void begin_giving_back(struct freeze *freeze) {
    freeze->reclaims = can_reclaim_private();
    const char *why_not = begin_page_out();
    freeze->resident_before_kb = freeze->resident_kb = resident_kb();
    freeze->memory = why_not;
    freeze->gives_back = !why_not;
}

static bool enter_frozen(struct service *service) {
    struct freeze *freeze = &service->freeze;
    uint64_t longest = service->options->sleep.freeze_us;
    freeze->watch = watch_frozen(&service->passed);
    if (freeze->watch < 0) {
        warn_errno_once("cannot freeze the program: its sockets cannot be watched");
        postpone_sleep(service, now_us() + service->options->idle_us);
        return false;
    }
    end_idle_watch(service);
    note_members();
    take_terminal(service);
    begin_giving_back(freeze);
    freeze->pressure = longest ? watch_memory_pressure() : -1;
    freeze->held_up[0] = 0;
    freeze->freezes++;
    service->thaw_at = 0; /* of what came before the freeze */
    service->deadline = longest ? now_us() + longest : 0;
    enter_state(service, STATE_FROZEN);
    debug("nobody is connected: the program is frozen");
    hide_interruptions();
    return true;
}

static enum standstill stand_still(struct service *service) {
    service->freeze.by_cgroup = is_program_in_cgroup();
    if (!service->freeze.by_cgroup)
        return begin_standstill();
    return freeze_cgroup() ? STANDSTILL_COMPLETE : STANDSTILL_INTERRUPTED;
}

/* Whatever stopped itself meanwhile goes on as well. */
static void let_go(const struct service *service) {
    if (service->freeze.by_cgroup)
        thaw_cgroup();
    else
        end_standstill();
}

void freeze_program(struct service *service) {
    if (is_backing_off(service) || is_held_up(service))
        return;
    if (is_still_quiet(service, stand_still(service)) && stands_wholly(service) && enter_frozen(service))
        return;
    hide_interruptions();
    let_go(service);
    service->thaw_at = now_us() + THAW_AGAIN_US;
}

void go_on_giving_back(struct service *service) {
    struct freeze *freeze = &service->freeze;
    struct pollfd sources[] = {
        {.fd = freeze->watch, .events = POLLIN},
        {.fd = service->signals.descriptor, .events = POLLIN},
        {.fd = service->listener, .events = POLLIN},
    };
    if (freeze->reclaims ? reclaim_piece() : page_out_some(sources, COUNT_OF(sources)))
        return;
    if (!freeze->reclaims && why_kept_in() && reclaim_piece()) { /* text goes with it, and is read again at the wake */
        freeze->reclaims = true;
        return;
    }
    freeze->gives_back = false;
    freeze->memory = freeze->reclaims || !why_kept_in() ? NULL : "process_madvise(2) is refused, which takes CAP_SYS_NICE";
    freeze->resident_kb = resident_kb();
    note_change(service);
}

static void end_freeze(struct service *service) {
    struct freeze *freeze = &service->freeze;
    end_watch(freeze->watch);
    if (freeze->pressure >= 0)
        close(freeze->pressure);
    freeze->watch = freeze->pressure = -1;
    freeze->gives_back = false;
    service->deadline = 0;
}

/* The client waits: all else comes after the program goes on. */
static void go_on(struct service *service) {
    begin_thaw(service);
    give_terminal(service);
    let_go(service);
    uint64_t now = now_us();
    service->thaw_at = now + THAW_AGAIN_US; /* what has stopped itself: su, sudo */
    service->freeze.lost_at = now + LOSS_US;
    end_freeze(service);
    begin_idle_watch(service);
    service->holders.stirred = true;
    enter_state(service, STATE_RUNNING);
}

void wake_frozen(struct service *service) {
    struct freeze *freeze = &service->freeze;
    bool soon = now_us() - service->state_since < SOON_US;
    freeze->woken_soon = soon ? freeze->woken_soon + 1 : 0;
    service->wakes++;
    service->woken_at = now_us();
    go_on(service);
    debug("a client has come: the program goes on");
}

void disturb_frozen(struct service *service) {
    go_on(service);
}

void stop_frozen(struct service *service) {
    end_freeze(service);
    debug("the program has been frozen long enough: it is stopped");
    if (service->freeze.by_cgroup)
        thaw_cgroup();
    stop_if_quiet(service);
    if (service->state == STATE_FROZEN) /* a client has come meanwhile */
        wake_frozen(service);
}

/* Ctrl-Z and `fg` are for the job, which is ours alone as long as the program is frozen. */
bool is_taken_frozen(struct service *service, const struct signalfd_siginfo *signal) {
    if (!service->on_terminal)
        return false;
    if (signal->ssi_signo == SIGTSTP)
        kill(getpid(), SIGSTOP);
    return signal->ssi_signo == SIGTSTP || signal->ssi_signo == SIGCONT;
}
