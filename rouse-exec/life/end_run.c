#include "life/end_run.h"

#include <signal.h>
#include <sys/wait.h>

#include "command_line/signal_name.h"
#include "gate/gate.h"
#include "idle/idle.h"
#include "idle/own_datagrams.h"
#include "kernel/bounded_read.h"
#include "life/dispatch.h"
#include "life/enter_state.h"
#include "life/failing.h"
#include "life/refuse_clients.h"
#include "life/run_guard.h"
#include "life/spawn.h"
#include "messages/log.h"
#include "sockets/shut_listener.h"
#include "sockets/socket_filter.h"
#include "sockets/watch_sockets.h"
#include "swap/before_stop.h"
#include "turn/turn.h"

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
static void say_end(struct service *service) {
    char name[SIGNAL_NAME_MAX];
    int status = service->program_status;
    if (service->left && is_another_run_to_come(service)) {
        if (!service->left_said)
            warn("the program has ended by itself, with status 0: the next client starts it again");
        service->left_said = true;
        return;
    }
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

static enum state after_run(const struct service *service) {
    if (is_another_run_to_come(service))
        return STATE_WAITING;
    return is_to_be_tried_again(service) ? STATE_FAILING : STATE_ENDED;
}

void end_run(struct service *service) {
    say_end(service);
    end_run_guard(service);
    take_terminal_back(service);
    close_listener(service);
    for (size_t i = 0; i < service->passed.count; i++) {
        struct passed_socket *socket = &service->passed.sockets[i];
        if (socket->shut)
            revive_listener(socket, socket->backlog);
        if (socket->fd >= 0)
            end_filter(socket, is_another_run_to_come(service));
    }
    restore_backlogs(&service->passed);
    forget_errors(&service->passed);
    service->ended_once = true;
    if (service->slept && !ended_as_told(service))
        warn("the program did not end cleanly when it was put to sleep");
    explain_own_leftovers(service);
    enum state next = after_run(service);
    if (next == STATE_WAITING)
        debug("the program sleeps: the next client starts it again");
    if (next == STATE_FAILING)
        begin_failing(service);
    uint64_t deadline = next == STATE_FAILING ? service->deadline : next == STATE_WAITING ? when_to_wake(service) : 0;
    forget_run(service);
    leave_line(service);
    service->deadline = deadline;
    enter_state(service, next);
}
