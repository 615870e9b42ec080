#include "life/reap.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "kernel/moving_list.h"
#include "kernel/process.h"
#include "kernel/process_list.h"
#include "kernel/stranger.h"
#include "life/lifecycle.h"
#include "life/run_guard.h"
#include "life/signals.h"
#include "life/spawn.h"
#include "life/sweep.h"
#include "report/report.h"
#include "sockets/passed_holder.h"

#define FIRST_BIND_US 5000000 /* from the start of a process, as long as the program lives or has just ended */

/* Returns 0 for a process that has just ended. */
static pid_t child_above(pid_t pid) {
    pid_t parent = parent_of(pid);
    for (; parent > 0 && parent != getpid(); parent = parent_of(pid))
        pid = parent;
    return parent > 0 ? pid : 0;
}

/* The first of our children that holds a passed socket is the daemon: signals go to it, and its status counts. Where
 * none does, it is the one above a holder: a master that left its socket to its workers (krb5kdc), or a parent that is
 * about to end, whose place is then taken in the same way. */
static bool find_daemon(struct service *service, struct process_list all) {
    bool held = false;
    for (size_t i = 0; i < all.count && service->program == 0; i++) {
        if (!holds_any(&service->passed, all.pids[i]))
            continue;
        held = true;
        service->program = child_above(all.pids[i]);
    }
    return held;
}

static bool adopt_daemon(struct service *service) {
    struct moving_list moving = {0};
    struct process_list all;
    bool held;
    do {
        all = list_descendants();
        held = find_daemon(service, all);
    } while (!held && has_moved(&moving, all));
    if (service->program > 0)
        note_change(service);
    /* A signal that arrived while the first process was ending reached nobody. */
    if (service->program > 0 && service->end_requested)
        kill(service->program, service->options->stop_signal);
    return held;
}

static bool is_without_program(const struct service *service) {
    bool runs = service->state == STATE_STARTING || service->state == STATE_RUNNING;
    return runs && service->program == 0 && !service->options->learn;
}

uint64_t daemon_deadline(const struct service *service) {
    return is_without_program(service) ? service->program_ended_at + FIRST_BIND_US : 0;
}

/* A launcher that has tried its port, or a server that starts itself anew, has just started what is to bind next. A
 * helper that was there long before will bind nothing. */
static bool has_just_started_another(const struct service *service) {
    uint64_t time = now_us() - service->program_ended_at + FIRST_BIND_US;
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        if (age_us(all.pids[i]) < time)
            return true;
    return false;
}

/* A program that was told to end, and has held a socket before, is to leave nobody who binds again. */
static bool may_still_bind(const struct service *service) {
    if (was_told_to_end(service))
        return service->adopter == 0 && now_us() < service->started_at + FIRST_BIND_US;
    return now_us() < daemon_deadline(service) && has_just_started_another(service);
}

bool has_become_daemon(struct service *service) {
    if (service->program_status != 0 || (service->state != STATE_STARTING && service->state != STATE_RUNNING))
        return false;
    if (service->options->learn) /* the observer says when it has seen enough */
        return true;
    return adopt_daemon(service) || may_still_bind(service);
}

static void note_death(struct service *service, pid_t pid, int status) {
    if (pid != service->program)
        return;
    service->program = 0;
    service->program_ended_at = now_us();
    service->program_status = judge_status(service, status);
    service->left = service->program_status == 0 && service->adopter != 0 && !was_told_to_end(service) &&
                    !was_interrupted(service);
    if (service->program_status == 0) /* Ctrl-C would reach nobody, or only a daemon's children, which ignore it */
        take_terminal_back(service);
    if (service->options->learn) /* it may have become a daemon */
        note_change(service);
}

/* Ctrl-Z stopped the program's job: our own job stops with it, and the shell takes the terminal. */
static void stop_with_program(void) {
    tcsetpgrp(STDIN_FILENO, getpgrp());
    kill(getpid(), SIGSTOP);
}

void reap(struct service *service) {
    int status;
    bool job = service->on_terminal && service->state != STATE_FROZEN;
    int flags = WNOHANG | (job ? WUNTRACED : 0) | WCONTINUED;
    pid_t pid;
    while ((pid = waitpid(-1, &status, flags)) > 0) {
        if (WIFCONTINUED(status)) { /* of what is stopped again since then, the kernel says nothing */
            handle_event(service, EVENT_DISTURBED);
        } else if (!WIFSTOPPED(status)) {
            note_death(service, pid, status);
            handle_event(service, EVENT_DISTURBED);
        } else if (pid == service->program)
            stop_with_program();
    }
    bool nobody_left = pid < 0 ? errno == ECHILD : are_strangers_about() && list_generations(1).count == 0;
    if (!nobody_left) {
        inform_run_guard(service);
        go_on_sweeping(service);
    }
    if (service->program == 0 && nobody_left)
        handle_event(service, EVENT_ALL_GONE);
    else if (service->program == 0 && !has_become_daemon(service))
        handle_event(service, EVENT_PROGRAM_ENDED);
}
