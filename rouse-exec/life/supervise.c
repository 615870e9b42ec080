#include "life/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "array.h"
#include "bind/aside.h"
#include "clock.h"
#include "command_line/span.h"
#include "gate/gate.h"
#include "idle/activity.h"
#include "idle/busy_check.h"
#include "idle/hours_timer.h"
#include "idle/idle.h"
#include "idle/processor_use.h"
#include "idle/turn_away.h"
#include "kernel/process.h"
#include "kernel/release_memory.h"
#include "life/announce_state.h"
#include "life/cold_start.h"
#include "life/dispatch.h"
#include "life/frozen.h"
#include "life/enter_state.h"
#include "life/holders.h"
#include "life/lifecycle.h"
#include "life/readiness.h"
#include "life/reap.h"
#include "life/run_guard.h"
#include "life/signals.h"
#include "life/stopping.h"
#include "life/watchdog.h"
#include "messages/log.h"
#include "report/report.h"
#include "scoped_fd.h"
#include "seccomp/received.h"
#include "service/inherited_signals.h"
#include "sockets/watch_sockets.h"
#include "swap/at_opening.h"
#include "turn/turn.h"

#define QUIET_MS 1000

static bool has_ended(const struct service *service) {
    return service->state == STATE_ENDED;
}

static bool is_terminating(uint32_t number) {
    return number == SIGTERM || number == SIGINT || number == SIGQUIT || number == SIGHUP;
}

static bool is_stop_signal(const struct service *service, uint32_t number) {
    return number == (uint32_t)service->options->stop_signal;
}

/* `fg` gave our group the terminal, which the program's group is to have. */
static void continue_program(const struct service *service) {
    if (tcgetpgrp(STDIN_FILENO) == getpgrp())
        tcsetpgrp(STDIN_FILENO, service->program);
    kill(-service->program, SIGCONT);
}

/* The next run reads the configuration anyway. A shell sends its jobs the SIGHUP of its terminal, and a manager may stop
 * by SIGHUP (KillSignal=, --stop-signal). */
static bool is_reload(const struct service *service, const struct signalfd_siginfo *signal) {
    bool sent = signal->ssi_code == SI_USER || signal->ssi_code == SI_TKILL || signal->ssi_code == SI_QUEUE;
    return signal->ssi_signo == SIGHUP && sent && !is_stop_signal(service, SIGHUP) && !service->has_terminal;
}

/* nohup, or a shell that starts us in the background, has us ignore it. */
static bool is_interrupt(uint32_t number) {
    return number == SIGINT && !is_ignored(SIGINT);
}

/* While the program runs, signals other than these and its own stop signal may mean anything: Java prints its threads at
 * SIGQUIT, nginx reads its configuration at SIGHUP. */
static bool asks_to_end(const struct service *service, const struct signalfd_siginfo *signal) {
    bool ending = service->state == STATE_STOPPING || service->state == STATE_SWEEPING;
    return signal->ssi_signo == SIGTERM || is_interrupt(signal->ssi_signo) || is_stop_signal(service, signal->ssi_signo) ||
           (ending && is_terminating(signal->ssi_signo) && !is_reload(service, signal));
}

/* Without a stop timeout, a program that ignores the signal goes on serving; but what the service manager stops, it kills in
 * the end. */
static bool is_final(const struct service *service, const struct signalfd_siginfo *signal) {
    bool of_manager = signal->ssi_code == SI_USER && signal->ssi_pid == (uint32_t)getppid();
    return of_manager || service->options->stop_timeout_us != SPAN_NEVER;
}

/* A shell without job control starts what it runs in the background with SIGINT ignored (POSIX). */
static void make_heard(const struct service *service, struct signalfd_siginfo *signal) {
    if (is_interrupt(signal->ssi_signo) && service->program > 0 && ignores_signal(service->program, SIGINT))
        *signal = (struct signalfd_siginfo){.ssi_signo = (uint32_t)service->options->stop_signal};
}

static bool may_serve(const struct service *service) {
    bool runs = service->state == STATE_STARTING || service->state == STATE_RUNNING;
    return runs && service->program > 0 && service->gate.state != GATE_SHUT;
}

static void handle_signal_waiting(struct service *service, const struct signalfd_siginfo *signal) {
    uint32_t number = signal->ssi_signo;
    if (number == SIGTSTP) {
        kill(getpid(), SIGSTOP);
    } else if ((is_terminating(number) || is_stop_signal(service, number)) && !is_ignored((int)number) && !is_reload(service, signal)) {
        service->slept = false;
        service->program_status = (int)number; /* as if the signal had ended the program: W_EXITCODE(0, n) */
        enter_state(service, STATE_ENDED);
    }
}

/* RLIMIT_FSIZE let us write no report (setrlimit(2)). */
static bool is_of_own_write(const struct signalfd_siginfo *signal) {
    return signal->ssi_signo == SIGXFSZ && signal->ssi_pid == (uint32_t)getpid();
}

static void ask_to_end(struct service *service, struct signalfd_siginfo *signal) {
    bool first = !service->end_requested;
    request_end(service);
    if (is_interrupt(signal->ssi_signo))
        insist_on_end(service);
    if (service->options->learn)
        end_observation(service);
    bool final = is_final(service, signal);
    make_heard(service, signal);
    if (first && may_serve(service) && final)
        end_losing_nobody(service, signal);
    else
        forward_signal(service, signal);
}

static void handle_signal(struct service *service, struct signalfd_siginfo *signal) {
    uint32_t number = signal->ssi_signo;
    if (number == SIGCHLD || is_of_own_write(signal))
        return;
    if (is_activity(signal)) {
        handle_event(service, EVENT_USED);
        return;
    }
    if (service->state == STATE_WAITING || service->state == STATE_QUEUED || service->state == STATE_FAILING) {
        handle_signal_waiting(service, signal);
        return;
    }
    if (service->state == STATE_FROZEN && is_taken_frozen(service, signal))
        return;
    handle_event(service, EVENT_DISTURBED);
    if (asks_to_end(service, signal) && !is_sent_from_below(signal))
        ask_to_end(service, signal);
    else if (number == SIGCONT && service->on_terminal && service->program > 0)
        continue_program(service);
    else
        forward_signal(service, signal);
}

static void handle_signals(struct service *service) {
    struct signalfd_siginfo signal;
    while (!has_ended(service) && read(service->signals.descriptor, &signal, sizeof signal) == sizeof signal)
        handle_signal(service, &signal);
    if (!has_ended(service))
        reap(service);
}

/* A program that was told to end, and takes its time, is not told again; one that has ended may have left another. */
static bool may_sleep(const struct service *service) {
    return service->state == STATE_RUNNING && service->program > 0 && !service->end_requested;
}

static uint64_t next_deadline(const struct service *service) {
    uint64_t next = earlier(earlier(service->deadline, service->thaw_at), service->cold.next_sample);
    if (may_sleep(service))
        next = earlier(next, earlier(service->idle.next_look, service->busy.sample_at));
    next = earlier(next, earlier(readiness_deadline(service), watchdog_deadline(service)));
    next = earlier(next, earlier(holders_deadline(service), service->report_due));
    next = earlier(next, earlier(line_deadline(service), may_sleep(service) ? service->turn.overdue_at : 0));
    if (service->state == STATE_FROZEN && service->freeze.gives_back)
        next = 1; /* at once */
    next = earlier(next, service->freeze.lost_at);
    next = earlier(next, earlier(aside_deadline(service), run_guard_deadline(service)));
    return earlier(next, earlier(daemon_deadline(service), gate_deadline(service)));
}

static int milliseconds_until(uint64_t deadline) {
    if (deadline == 0)
        return -1;
    uint64_t now = now_us();
    if (deadline <= now)
        return 0;
    uint64_t wait = (deadline - now + 999) / 1000;
    return wait > 3600000 ? 3600000 : (int)wait;
}

static bool is_due(uint64_t deadline) {
    return deadline != 0 && now_us() >= deadline;
}

/* The report goes on saying which check did not pass. */
static void say_late(struct service *service) {
    struct gate *gate = &service->gate;
    if (!*gate->failed)
        snprintf(gate->failed, sizeof gate->failed, "%s", why_late(service));
    warn("clients are let in: the program was not ready in the time of --ready-check-timeout (%s)", gate->failed);
}

/* One that was told to end is not to begin to serve. */
static void move_gate(struct service *service) {
    if (ask_for_time(service))
        return;
    bool late = is_gate_late(service), ends = late && !service->options->opens_late;
    service->gate.again_at = 0;
    if (late && !ends && !service->gate.passed)
        say_late(service);
    if (ends)
        handle_event(service, EVENT_UNSERVED);
    else if (service->state == STATE_STARTING && !service->end_requested)
        open_gate(service);
    if (late)
        service->gate.deadline = 0;
}

/* Errors make the sockets readable, too. What is still readable without them is a matter of the program. */
static bool is_client(const struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++)
        if (has_pending(&service->passed.sockets[i]))
            return true;
    bool frozen = service->state == STATE_FROZEN;
    struct pollfd watch = {.fd = frozen ? service->freeze.watch : service->pending_watch, .events = POLLIN};
    forget_errors(&service->passed);
    return poll(&watch, 1, 0) == 1;
}

/* Who waits under --lazy may have been a client that is gone. A manager that waits for READY=1 is to go on waiting. */
static void look_whose_turn(struct service *service) {
    bool ours = take_turn(service);
    if (ours && service->options->lazy && !is_client(service)) {
        handle_event(service, EVENT_QUIET);
    } else if (ours || !stands_in_line(service)) { /* the latter: the start goes to its end anew, or fails */
        handle_event(service, EVENT_TURN);
    } else {
        note_change(service);
        announce_state(service);
    }
}

static void follow_line(struct service *service) {
    if (service->state == STATE_QUEUED)
        look_whose_turn(service);
    else if (stands_in_line(service) && look_for_others(service))
        hasten_look(service);
}

static void handle_deadlines(struct service *service) {
    if (is_due(line_deadline(service)))
        follow_line(service);
    if (may_sleep(service) && is_due(service->turn.overdue_at))
        handle_event(service, EVENT_OVERDUE);
    if (is_due(gate_deadline(service)))
        move_gate(service);
    if (is_due(service->deadline))
        handle_event(service, EVENT_TIMED_OUT);
    if (is_due(service->thaw_at))
        thaw(service);
    if (is_due(service->freeze.lost_at))
        look_for_loss(service);
    if (service->freeze.gives_back)
        go_on_giving_back(service);
    if (is_due(run_guard_deadline(service)))
        inform_run_guard(service);
    if (is_due(service->cold.next_sample))
        sample_cold_start(service);
    if (is_due(service->report_due))
        note_change(service);
    if (daemon_deadline(service) > 0 && !has_become_daemon(service))
        handle_event(service, EVENT_PROGRAM_ENDED);
    if (is_due(holders_deadline(service))) {
        inform_run_guard(service);
        if (look_at_holders(service))
            handle_event(service, EVENT_UNSERVED);
    }
    if (may_sleep(service) && is_due(service->busy.sample_at))
        sample_processor_use(service);
    if (may_sleep(service) && is_due(service->idle.next_look)) {
        have_run_guard_look(service);
        if (!service->idle.was_busy) /* a readlink(2) in /proc is a twentieth of a look; a client that waits is seen anyway */
            refresh_holders(service);
        if (look_for_use(service))
            handle_event(service, EVENT_QUIET);
    }
}

/* A client that waits would make poll(2) return at once, again and again, until the start is tried again. */
static int descriptor_of_clients(const struct service *service) {
    if (service->state == STATE_FROZEN)
        return service->freeze.watch;
    return service->state == STATE_WAITING && service->deadline == 0 ? service->pending_watch : -1;
}

/* Frozen, the program is continued for whoever comes, at whatever socket of it. */
static bool may_be_served(const struct service *service) {
    return service->state == STATE_FROZEN || (service->state == STATE_WAITING && is_client_left(service));
}

static void begin_sampling(struct service *service) {
    struct cold_start *cold = &service->cold;
    bool may_accept = cold->socket && cold->socket->listening && service->gate.state != GATE_SHUT;
    if (may_accept && cold->next_sample == 0)
        sample_cold_start(service);
}

/* A program that has made no trapped call for a while makes none soon; to have the memory back takes longer than an
 * answer. Asleep, nothing is to be answered. */
static void wait_for_any(const struct service *service, struct pollfd *sources, nfds_t count) {
    static bool quiet;
    int wait = has_received() || have_hours_begun(service) ? 0 : milliseconds_until(next_deadline(service));
    bool rests = service->state == STATE_WAITING || service->state == STATE_QUEUED || service->state == STATE_FAILING ||
                 (service->state == STATE_FROZEN && !service->freeze.gives_back);
    bool releases = quiet || rests;
    if (!releases && (wait < 0 || wait > QUIET_MS))
        wait = QUIET_MS;
    int ready = (releases ? poll_with_memory_released : poll)(sources, count, wait);
    quiet = ready == 0 && wait >= QUIET_MS;
}

/* A program that was woken by a client meanwhile needs no other start, and one that is being stopped has one. */
static void heed_hours(struct service *service) {
    if (have_hours_begun(service)) /* no client: `wakes` and the back-off of freezes count those */
        handle_event(service, service->state == STATE_FROZEN ? EVENT_DISTURBED : EVENT_CONNECTED);
    if (service->state == STATE_STARTING || service->state == STATE_RUNNING)
        service->hours_begun = false;
}

/* One answer per turn: a storm of binds must not keep a SIGTERM waiting. */
static void poll_once(struct service *service) {
    struct pollfd sources[] = {
        {.fd = service->listener, .events = POLLIN},
        {.fd = service->signals.descriptor, .events = POLLIN},
        {.fd = descriptor_of_clients(service), .events = POLLIN},
        {.fd = run_guard_channel(service)},
        {.fd = gate_channel(service), .events = POLLIN},
        {.fd = notify_channel(service), .events = POLLIN},
        {.fd = busy_check_channel(service), .events = POLLIN},
        {.fd = line_channel(service), .events = POLLIN},
        {.fd = service->freeze.pressure, .events = POLLPRI},
        {.fd = service->hours_timer, .events = POLLIN},
    };
    wait_for_any(service, sources, COUNT_OF(sources));
    if (sources[0].revents & POLLIN)
        receive_calls(service->listener);
    if (has_received()) {
        handle_event(service, EVENT_DISTURBED);
        handle_notification(service);
    } else if (sources[0].revents & POLLHUP) {
        close_listener(service);
    }
    if (sources[3].revents)
        replace_lost_guard(service);
    if (sources[4].revents)
        hear_gate(service);
    if (sources[5].revents & POLLIN)
        hear_program(service);
    if (sources[9].revents)
        hear_hours_timer(service);
    if (sources[6].revents)
        hear_busy_check(service);
    if (sources[7].revents & POLLIN)
        hear_line(service);
    if (sources[1].revents & POLLIN)
        handle_signals(service);
    heed_hours(service);
    if ((sources[2].revents & POLLIN) && is_client(service) && may_be_served(service))
        handle_event(service, EVENT_CONNECTED);
    if (sources[8].revents && service->state == STATE_FROZEN)
        handle_event(service, EVENT_TIMED_OUT);
    if (is_ready(service))
        handle_event(service, EVENT_READY);
    serve_watchdog(service);
    if (service->holders.stirred && service->holders.next_look == 0) /* that look informs it, too */
        inform_run_guard_of_binds(service);
    plan_holder_look(service);
    explain_asides(service);
    handle_deadlines(service);
    tell_line(service);
    begin_sampling(service); /* a deadline may have opened the gate */
}

static bool find_terminal(void) {
    SCOPED_FD terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
    return terminal >= 0 || errno != ENXIO;
}

void supervise(struct service *service) {
    service->has_terminal = find_terminal();
    while (!has_ended(service))
        poll_once(service);
}
