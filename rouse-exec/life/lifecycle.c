#include "life/lifecycle.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "clock.h"
#include "command_line/signal_name.h"
#include "gate/gate.h"
#include "idle/idle.h"
#include "idle/own_datagrams.h"
#include "idle/standstill.h"
#include "idle/traced.h"
#include "kernel/bounded_read.h"
#include "kernel/descendant.h"
#include "kernel/process.h"
#include "kernel/process_list.h"
#include "kernel/waits_for_signal.h"
#include "life/announce_state.h"
#include "life/cold_start.h"
#include "life/dispatch.h"
#include "life/refuse_clients.h"
#include "life/run_guard.h"
#include "life/signals.h"
#include "life/spawn.h"
#include "life/sweep.h"
#include "messages/log.h"
#include "report/report.h"
#include "sockets/passed_holder.h"
#include "sockets/passed_label.h"
#include "sockets/shut_listener.h"
#include "sockets/socket_filter.h"
#include "sockets/watch_sockets.h"
#include "swap/before_stop.h"
#include "swap/hide_interruptions.h"
#include "turn/turn.h"

#define START_AGAIN_US 1000000
#define STOP_AGAIN_US 1000000
#define FIRST_THAW_US 20000
#define CATCH_US 300000
#define CATCH_AGAIN_NS 1500000
#define LONGEST_THAW_US 1000000

void enter_state(struct service *service, enum state state) {
    uint64_t now = now_us();
    service->state = state;
    if (state == STATE_RUNNING)
        service->ready_at = now;
    if (state != STATE_RUNNING || !service->end_requested) /* else it is being ended since before */
        service->state_since = now;
    note_change(service);
    announce_state(service);
}

static void nothing(struct service *service) {
    (void)service;
}

/* The clients wait in the queue. Nothing is lost by trying again, and a service that ends would lose them. */
static void start_later(struct service *service) {
    if (service->state != STATE_WAITING)
        die_errno("cannot start the program");
    if (!service->start_failed)
        warn_errno("cannot start the program now, and tries again each second as long as a client waits");
    service->start_failed = true;
    leave_line(service);
    service->deadline = now_us() + START_AGAIN_US;
}

static void look_again(struct service *service) {
    service->deadline = 0;
}

static void say_wake(const struct service *service) {
    char label[PASSED_LABEL_MAX];
    if (service->cold.socket)
        debug("a client has come to %s: the program is started", label_passed(service->cold.socket, label));
}

/* Returns true when the program has to wait for another one of its group. */
static bool must_wait_for_turn(struct service *service) {
    if (!service->options->one_of.group || service->turn.held)
        return false;
    if (!stand_in_line(service)) {
        start_later(service);
        return true;
    }
    if (take_turn(service))
        return false;
    debug("the program waits for its turn: %s is before it", service->turn.ahead);
    enter_state(service, STATE_QUEUED);
    return true;
}

void start_service(struct service *service) {
    if (must_wait_for_turn(service))
        return;
    if (!service->start_failed)
        begin_cold_start(service);
    if (!shut_gate(service) || !start_program(service)) {
        start_later(service);
        return;
    }
    say_wake(service);
    service->wakes += service->cold.socket != NULL;
    service->slept = service->stopped_again = service->start_failed = false;
    service->told = 0;
    service->started_at = now_us();
    service->ready_at = 0;
    enter_state(service, STATE_STARTING);
}

/* Who holds the sockets and who does not start in the same way (start_later). */
static void start_in_turn(struct service *service) {
    service->state = service->options->lazy ? STATE_WAITING : STATE_STARTING;
    start_service(service);
}

static void give_turn_back(struct service *service) {
    leave_line(service);
    enter_state(service, STATE_WAITING);
}

static void become_ready(struct service *service) {
    begin_idle_watch(service);
    service->holders.stirred = true;
    enter_state(service, STATE_RUNNING);
    if (service->turn.held && look_for_others(service)) /* their --max-wait counts from now on */
        hasten_look(service);
}

static void signal_all(int number) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        signal_descendant(all.pids[i], number);
}

static void wait_for_its_end(struct service *service) {
    uint64_t patience = service->options->stop_timeout_us;
    service->deadline = patience ? now_us() + patience : 0;
    enter_state(service, STATE_STOPPING);
}

/* The program stands still from before the last look until the stop signal is in its queue: a connection that arrives
 * meanwhile waits in the accept queue, which we hold, and wakes the next run. */
static void put_to_sleep(struct service *service) {
    service->idle.traced = is_anyone_traced();
    if (service->idle.traced) {
        postpone_sleep(service);
        return;
    }
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
    note_change(service);
}

static bool stands_and_can_lose(const struct service *service) {
    return begin_standstill() == STANDSTILL_COMPLETE && can_be_taken_away(service);
}

/* Clients of sockets that the service manager holds, too, wait for the next run, as they do before a sleep. A program that
 * is in use is caught between two clients; one that never is stops as it would without us. */
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

void end_by_manager(struct service *service, const struct signalfd_siginfo *signal) {
    if (!catch_program(service)) {
        forward_signal(service, signal);
        return;
    }
    take_passed_away(service);
    forward_to_stopped(service, signal);
    end_standstill();
    service->thaw_at = now_us() + FIRST_THAW_US;
}

/* Clients that are connected are cut off: this is what the owner of --max-wait wants. Those that come meanwhile wait. */
static void make_way(struct service *service) {
    warn("the program is stopped though it is in use (%d connections): %s has waited for its --max-wait",
         service->idle.connections, service->turn.ahead);
    service->slept = true;
    end_idle_watch(service);
    bool caught = catch_program(service);
    if (caught)
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

static void note_arrival(struct service *service) {
    note_activity(service);
    service->holders.stirred = true;
}

/* Its clients would wait for as long as it lives. */
static void end_unserved(struct service *service) {
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

static void sweep(struct service *service) {
    begin_sweep(service);
    service->thaw_at = now_us() + FIRST_THAW_US;
    enter_state(service, STATE_SWEEPING);
}

static void explain_kill(const struct service *service) {
    int number = service->options->stop_signal;
    pid_t program = service->program;
    char name[32], signal[SIGNAL_NAME_MAX];
    bool deaf = program > 0 && (ignores_signal(program, number) || blocks_signal(program, number));
    if (deaf && !service->options->stop_signal_to_all)
        warn("the program did not stop in time: killing it (process %d, %s, ignores or blocks %s; "
             "--stop-signal-to=all sends it to every process of the program)",
             program, process_name(program, name, sizeof name), name_signal(number, signal));
    else if (program > 0 && !holds_any(&service->passed, program) && !service->options->stop_signal_to_all)
        warn("the program did not stop in time: killing it (process %d, %s, which got %s, holds no passed socket; "
             "--stop-signal-to=all sends it to every process of the program)",
             program, process_name(program, name, sizeof name), name_signal(number, signal));
    else
        warn("the program did not stop in time: killing it");
}

/* SIGCHLD, which the standstill of its children sends, comes together with the stop signal. A program that keeps one
 * signal at a time (kamailio) has forgotten the other, and waits for a signal again. So does a program that is saving in
 * another thread or process, and many take a second signal for "at once": it comes only in place of SIGKILL. */
static bool stop_again(struct service *service) {
    if (!service->slept || service->stopped_again || service->program <= 0 ||
        !waits_for_signal(service->program, service->options->stop_signal))
        return false;
    service->stopped_again = true;
    service->deadline = now_us() + STOP_AGAIN_US;
    debug("the program has not stopped in time and waits for a signal: it gets the stop signal again");
    send_stop_signal(service);
    return true;
}

static void kill_all(struct service *service) {
    bool stopping = service->state == STATE_STOPPING;
    if (stopping && stop_again(service))
        return;
    if (stopping) {
        explain_kill(service);
        signal_all(SIGKILL);
    } else {
        kill_left(service);
    }
    service->deadline = now_us() + 100000; /* again, for what was forked meanwhile */
}

static bool ended_as_told(const struct service *service) {
    int status = service->program_status, stop = service->options->stop_signal;
    return WIFSIGNALED(status) ? WTERMSIG(status) == stop : WEXITSTATUS(status) == 0;
}

static void forget_run(struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++)
        forget_adoption(&service->passed.sockets[i]);
    service->adopter = 0;
    service->settles_at = 0;
    service->deadline = service->thaw_at = 0;
    service->ready_at = 0;
    service->missing_warned = false;
    service->holders = (struct holder_watch){0};
    service->elsewhere_count = 0;
    close_private_listeners(service);
    end_gate(service, GATE_NONE);
    end_idle_watch(service);
    set_may_fault_for_ever(false);
    service->cold.next_sample = 0;
}

/* Whoever reads the announcement sees no exit status: a shell shows none. A signal of theirs needs no words. */
static void say_end(const struct service *service) {
    char name[SIGNAL_NAME_MAX];
    int status = service->program_status;
    bool interrupted = service->on_terminal && WIFSIGNALED(status) && WTERMSIG(status) == SIGINT;
    if (!service->options->announcement || service->slept || service->end_requested || interrupted)
        return;
    if (service->unserved) /* end_unserved has said why */
        warn("the program has ended: nothing listens any more");
    else if (WIFSIGNALED(status))
        warn("the program was ended by %s: nothing listens any more", name_signal(WTERMSIG(status), name));
    else
        warn("the program ended with status %d: nothing listens any more", WEXITSTATUS(status));
}

static void end_run(struct service *service) {
    say_end(service);
    end_run_guard(service);
    take_terminal_back(service);
    close_listener(service);
    for (size_t i = 0; i < service->passed.count; i++) {
        struct passed_socket *socket = &service->passed.sockets[i];
        if (socket->shut)
            revive_listener(socket, socket->backlog);
        if (socket->fd >= 0)
            end_filter(socket, service->slept);
    }
    restore_backlogs(&service->passed);
    forget_errors(&service->passed);
    service->ended_once = true;
    if (service->slept && !ended_as_told(service))
        warn("the program did not end cleanly when it was put to sleep");
    explain_own_leftovers(service);
    bool again = is_another_run_to_come(service);
    if (again)
        debug("the program sleeps: the next client starts it again");
    forget_run(service);
    leave_line(service);
    enter_state(service, again ? STATE_WAITING : STATE_ENDED);
}

typedef void action(struct service *service);

static action *const actions[STATE_COUNT][EVENT_COUNT] = {
    /* EVENT_           CONNECTED      USED          READY         UNSERVED      QUIET           TURN           OVERDUE   PROGRAM_ENDED ALL_GONE TIMED_OUT */
    [STATE_WAITING]  = {start_service, nothing,      nothing,      nothing,      nothing,        nothing,       nothing,  nothing,      nothing, look_again},
    [STATE_QUEUED]   = {nothing,       nothing,      nothing,      nothing,      give_turn_back, start_in_turn, nothing,  nothing,      nothing, nothing},
    [STATE_STARTING] = {nothing,       nothing,      become_ready, end_unserved, nothing,        nothing,       nothing,  sweep,        end_run, nothing},
    [STATE_RUNNING]  = {nothing,       note_arrival, nothing,      end_unserved, put_to_sleep,   nothing,       make_way, sweep,        end_run, nothing},
    [STATE_STOPPING] = {nothing,       nothing,      nothing,      nothing,      nothing,        nothing,       nothing,  sweep,        end_run, kill_all},
    [STATE_SWEEPING] = {nothing,       nothing,      nothing,      nothing,      nothing,        nothing,       nothing,  nothing,      end_run, kill_all},
    [STATE_ENDED]    = {nothing,       nothing,      nothing,      nothing,      nothing,        nothing,       nothing,  nothing,      nothing, nothing},
};

void handle_event(struct service *service, enum event event) {
    actions[service->state][event](service);
}
