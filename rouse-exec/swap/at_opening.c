#include "swap/at_opening.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>

#include "clock.h"
#include "gate/gate.h"
#include "idle/standstill.h"
#include "kernel/process.h"
#include "kernel/process_list.h"
#include "messages/log.h"
#include "report/report.h"
#include "sockets/carry_options.h"
#include "sockets/shut_listener.h"
#include "swap/end_accepts.h"
#include "swap/exchange.h"
#include "swap/hide_interruptions.h"

#define TRIES 10 /* before it is said that it takes long */
#define FIRST_PAUSE_US 2000
#define LONGEST_PAUSE_US 500000

/* What the program has set since its bind. */
static void carry_all(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++) {
        const struct passed_socket *socket = &set->sockets[i];
        if (!socket->gated || !socket->adopted)
            continue;
        int nonblocking = (fcntl(socket->private_listener, F_GETFL) & O_NONBLOCK) != 0;
        ioctl(socket->fd, FIONBIO, &nonblocking);
        carry_options(socket->private_listener, socket->fd);
        if (is_inet(&socket->address) && socket->gate_backlog > socket->backlog)
            revive_listener((struct passed_socket *)socket, socket->gate_backlog);
    }
}

/* Returns a process that still holds a private socket; 0: none does. */
static pid_t exchange_everywhere(struct service *service) {
    struct process_list all = list_descendants();
    pid_t left = 0;
    for (size_t i = 0; i < all.count; i++)
        if (is_to_exchange(service, all.pids[i], EXCHANGE_FOR_PASSED) &&
            !exchange_in(service, all.pids[i], EXCHANGE_FOR_PASSED))
            left = all.pids[i];
    return left;
}

static void try_later(struct service *service) {
    struct gate *gate = &service->gate;
    uint64_t pause = (uint64_t)FIRST_PAUSE_US << (gate->tries < 8 ? gate->tries : 8);
    gate->tries++;
    gate->again_at = now_us() + (pause < LONGEST_PAUSE_US ? pause : LONGEST_PAUSE_US);
}

static void note_open(struct service *service) {
    end_accepts_of_private(service);
    end_gate(service, GATE_OPEN);
    service->gate.since = now_us();
    if (service->gate.passed) /* and not let in late */
        service->gate.failed[0] = 0;
    service->holders.stirred = true;
    debug("clients are let in");
    note_change(service);
}

static void explain_left(pid_t pid) {
    char name[32];
    warn("the program is ready, and process %d (%s) cannot be given the passed sockets yet: none of its threads is in a "
         "system call, or it is traced, or it may not be inspected any more; this is tried again, and clients wait",
         pid, process_name(pid, name, sizeof name));
}

/* The program's own, or those of a check; they would be cut off. */
static bool is_any_unaccepted(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++) {
        struct pollfd queue = {.fd = set->sockets[i].gated ? set->sockets[i].private_listener : -1, .events = POLLIN};
        if (poll(&queue, 1, 0) == 1 && (queue.revents & POLLIN))
            return true;
    }
    return false;
}

/* Returns whether all is done; LEFT gets a process that cannot be reached, or 0. */
static bool try_to_open(struct service *service, pid_t *left) {
    bool stands = begin_standstill() == STANDSTILL_COMPLETE;
    bool busy = is_any_unaccepted(&service->passed) && service->gate.tries < TRIES;
    *left = 0;
    if (stands && !busy) {
        carry_all(&service->passed);
        *left = exchange_everywhere(service);
    }
    hide_interruptions();
    end_standstill();
    return stands && !busy && *left == 0;
}

void open_gate(struct service *service) {
    pid_t left;
    if (try_to_open(service, &left)) {
        note_open(service);
        return;
    }
    if (left > 0 && service->gate.tries == TRIES)
        explain_left(left);
    try_later(service);
}
