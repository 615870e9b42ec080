#include "life/kill.h"

#include <signal.h>

#include "clock.h"
#include "command_line/signal_name.h"
#include "kernel/descendant.h"
#include "kernel/process.h"
#include "kernel/process_list.h"
#include "kernel/waits_for_signal.h"
#include "life/signals.h"
#include "life/sweep.h"
#include "messages/log.h"
#include "sockets/passed_holder.h"

#define STOP_AGAIN_US 1000000

static void signal_all(int number) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        signal_descendant(all.pids[i], number);
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

void kill_all(struct service *service) {
    bool stopping = service->state != STATE_SWEEPING;
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
