#include "life/sweep.h"

#include <signal.h>
#include <unistd.h>

#include "clock.h"
#include "idle/beside.h"
#include "idle/open_connections.h"
#include "kernel/descendant.h"
#include "kernel/process.h"
#include "kernel/process_list.h"
#include "life/refuse_clients.h"
#include "life/signals.h"
#include "messages/log.h"
#include "sockets/passed_holder.h"

#define FLUSH_US 250000   /* for a logger at the end of a pipe, which has lines to write and ends by itself then */
#define TOLD_MAX 256
#define RETURN_US 1000000 /* for a process that computes, too, and is never seen to wait */
#define SHORT_US 5000000  /* for what a failed program has left, and for those that are told last */

static bool holds_above(const struct service *service, pid_t pid) {
    pid_t parent = parent_of(pid);
    while (parent > 0 && parent != getpid() && !holds_any(&service->passed, parent))
        parent = parent_of(parent);
    return parent > 0 && parent != getpid();
}

static pid_t told[TOLD_MAX];
static size_t told_count;

static bool is_news_for(pid_t pid) {
    for (size_t i = 0; i < told_count; i++)
        if (told[i] == pid)
            return false;
    if (told_count < TOLD_MAX)
        told[told_count++] = pid;
    return true;
}

/* A shell without job control starts what it runs in the background with SIGINT and SIGQUIT ignored (POSIX). */
static void tell(const struct service *service, pid_t pid) {
    int number = service->options->stop_signal;
    signal_descendant(pid, ignores_signal(pid, number) ? SIGTERM : number);
}

/* A process that goes on after a standstill returns to the instruction that calls the kernel. A signal that finds it there
 * interrupts no call, and a program whose handler only sets a flag (CPython's) would wait in that call with the flag set. */
static bool is_on_its_way_back(const struct service *service, pid_t pid) {
    return service->slept && state_of(pid, pid) == 'R' && now_us() - service->program_ended_at < RETURN_US;
}

static bool is_to_be_told(const struct service *service, pid_t pid) {
    return holds_any(&service->passed, pid) && !holds_above(service, pid) && !is_on_its_way_back(service, pid);
}

/* Those below another holder are told by that one: many take a second signal for "at once". Where it ends without having
 * told them (php -S), it is their turn. */
static void tell_holders(const struct service *service) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        if (is_to_be_told(service, all.pids[i]) && is_news_for(all.pids[i]))
            tell(service, all.pids[i]);
}

static bool is_any_holding(const struct service *service) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        if (holds_any(&service->passed, all.pids[i]))
            return true;
    return false;
}

/* What processes of the program say to each other, at whatever port, ends with it. */
static bool is_any_client_connected(struct service *service) {
    struct use_count use = count_by(NULL);
    for (size_t i = 0; i < service->passed.count; i++)
        if (count_open_connections(service, &service->passed.sockets[i], 1, &use) != 0) /* or CANNOT_TELL */
            return true;
    return count_connections_beside(service, 1, &use) > 0;
}

/* sshd ends at once and leaves its sessions alone. Before a sleep, nobody was connected. */
static bool is_any_busy(struct service *service) {
    return is_any_holding(service) || (!service->slept && is_any_client_connected(service));
}

static uint64_t end_of_patience(const struct service *service) {
    uint64_t now = now_us(), patience = service->options->stop_timeout_us;
    if (!was_told_to_end(service))
        return now + SHORT_US;
    if (patience == 0)
        return 0;
    if (service->deadline == 0) /* told by somebody else, or by a signal that may mean another thing */
        return now + patience;
    return service->deadline > now + SHORT_US ? service->deadline : now + SHORT_US;
}

static void tell_rest(struct service *service) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        signal_descendant(all.pids[i], SIGTERM);
    service->deadline = end_of_patience(service);
    service->rest_told = true;
}

void go_on_sweeping(struct service *service) {
    if (service->state != STATE_SWEEPING)
        return;
    refuse_clients(service);
    if (service->rest_told)
        return;
    if (!service->options->stop_signal_to_all)
        tell_holders(service);
    if (is_any_busy(service))
        return;
    uint64_t now = now_us();
    if (service->unbusy_since == 0)
        service->unbusy_since = now;
    if (now - service->unbusy_since >= FLUSH_US)
        tell_rest(service);
}

void begin_sweep(struct service *service) {
    service->rest_told = service->left_killed = false;
    service->unbusy_since = 0;
    told_count = 0;
    if (!was_told_to_end(service)) {
        tell_rest(service);
        return;
    }
    if (!service->options->stop_signal_to_all) /* else they have got it (send_stop_signal, forward_signal) */
        tell_holders(service);
}

void kill_left(struct service *service) {
    struct process_list all = list_descendants();
    char name[32];
    if (all.count > 0 && !service->left_killed)
        warn("what the program left did not stop in time: killing it (process %d, %s)", all.pids[0],
             process_name(all.pids[0], name, sizeof name));
    service->left_killed = true;
    for (size_t i = 0; i < all.count; i++)
        signal_descendant(all.pids[i], SIGKILL);
}
