#include "life/lifecycle.h"

#include <signal.h>
#include <sys/wait.h>

#include "clock.h"
#include "idle/idle.h"
#include "idle/standstill.h"
#include "kernel/process.h"
#include "life/announce_state.h"
#include "life/cold_start.h"
#include "life/dispatch.h"
#include "life/signals.h"
#include "life/spawn.h"
#include "messages/log.h"
#include "report/report.h"

#define SWEEP_TIMEOUT_US 5000000

void enter_state(struct service *service, enum state state) {
    service->state = state;
    service->state_since = now_us();
    if (state == STATE_RUNNING)
        service->ready_at = service->state_since;
    note_change(service);
    announce_state(service);
}

static void nothing(struct service *service) {
    (void)service;
}

void start_service(struct service *service) {
    begin_cold_start(service);
    service->wakes += service->cold.socket != NULL;
    service->slept = false;
    service->started_at = now_us();
    service->ready_at = 0;
    start_program(service);
    enter_state(service, STATE_STARTING);
}

static void become_ready(struct service *service) {
    begin_idle_watch(service);
    service->holders.stirred = true;
    enter_state(service, STATE_RUNNING);
}

static void signal_all(int number) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        kill(all.pids[i], number);
}

static void wait_for_its_end(struct service *service) {
    uint64_t patience = service->options->stop_timeout_us;
    service->deadline = patience ? now_us() + patience : 0;
    enter_state(service, STATE_STOPPING);
}

/* The program stands still from before the last look until the stop signal is in its queue: a connection that arrives
 * meanwhile waits in the accept queue, which we hold, and wakes the next run. */
static void put_to_sleep(struct service *service) {
    struct standstill_guard guard;
    bool stands = begin_standstill(&guard);
    if (is_still_quiet(service, stands)) {
        service->slept = true;
        end_idle_watch(service);
        send_stop_signal(service);
        wait_for_its_end(service);
    }
    end_standstill(&guard);
}

/* Nobody else would end a program that ignores the signal; a service manager has the cgroup. */
void end_observation(struct service *service) {
    if (service->state == STATE_STARTING || service->state == STATE_RUNNING)
        wait_for_its_end(service);
}

static void note_arrival(struct service *service) {
    note_activity(service);
    service->holders.stirred = true;
}

/* Its clients would wait for as long as it lives. */
static void end_unserved(struct service *service) {
    warn("the program is ended: it does not listen where a client waits");
    service->unserved = true;
    send_stop_signal(service);
    wait_for_its_end(service);
}

static void sweep(struct service *service) {
    signal_all(SIGTERM);
    service->deadline = now_us() + SWEEP_TIMEOUT_US;
    enter_state(service, STATE_SWEEPING);
}

static void kill_all(struct service *service) {
    if (service->state == STATE_STOPPING)
        warn("the program did not stop in time: killing it");
    signal_all(SIGKILL);
    service->deadline = now_us() + 100000; /* again, for what was forked meanwhile */
}

static bool ended_as_told(const struct service *service) {
    int status = service->program_status, stop = service->options->stop_signal;
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == stop;
    return WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 128 + stop;
}

static void forget_run(struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++)
        forget_adoption(&service->passed.sockets[i]);
    service->adopter = 0;
    service->settles_at = 0;
    service->deadline = 0;
    service->ready_at = 0;
    service->missing_warned = false;
    service->holders = (struct holder_watch){0};
    service->elsewhere_count = 0;
    end_idle_watch(service);
    service->cold.next_sample = 0;
}

static void end_run(struct service *service) {
    take_terminal_back(service);
    close_listener(service);
    restore_backlogs(&service->passed);
    service->ended_once = true;
    if (service->slept && !ended_as_told(service))
        warn("the program did not end cleanly when it was put to sleep");
    bool again = service->options->lazy && service->slept && !service->end_requested;
    forget_run(service);
    enter_state(service, again ? STATE_WAITING : STATE_ENDED);
}

typedef void action(struct service *service);

static action *const actions[STATE_COUNT][EVENT_COUNT] = {
    /* EVENT_           CONNECTED      USED          READY         UNSERVED      QUIET         PROGRAM_ENDED ALL_GONE TIMED_OUT */
    [STATE_WAITING]  = {start_service, nothing,      nothing,      nothing,      nothing,      nothing,      nothing, nothing},
    [STATE_STARTING] = {nothing,       nothing,      become_ready, end_unserved, nothing,      sweep,        end_run, nothing},
    [STATE_RUNNING]  = {nothing,       note_arrival, nothing,      end_unserved, put_to_sleep, sweep,        end_run, nothing},
    [STATE_STOPPING] = {nothing,       nothing,      nothing,      nothing,      nothing,      sweep,        end_run, kill_all},
    [STATE_SWEEPING] = {nothing,       nothing,      nothing,      nothing,      nothing,      nothing,      end_run, kill_all},
    [STATE_ENDED]    = {nothing,       nothing,      nothing,      nothing,      nothing,      nothing,      nothing, nothing},
};

void handle_event(struct service *service, enum event event) {
    actions[service->state][event](service);
}
