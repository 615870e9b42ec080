#include "swap/at_opening.h"

#include <fcntl.h>
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
#include "swap/exchange.h"
#include "swap/hide_interruptions.h"

#define TRIES 20
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
    end_gate(service, GATE_OPEN);
    service->gate.since = now_us();
    service->gate.failed[0] = 0;
    service->holders.stirred = true;
    debug("the program is ready: clients are let in");
    note_change(service);
}

static void explain_left(pid_t pid) {
    char name[32];
    warn("process %d (%s) cannot be given the passed sockets, since none of its threads is in a system call or it is "
         "traced: it serves no client; the others do",
         pid, process_name(pid, name, sizeof name));
}

void open_gate(struct service *service) {
    pid_t left = 0;
    bool stands = begin_standstill() == STANDSTILL_COMPLETE;
    if (stands) {
        carry_all(&service->passed);
        left = exchange_everywhere(service);
    }
    hide_interruptions();
    end_standstill();
    if (!stands || (left > 0 && service->gate.tries < TRIES)) {
        try_later(service);
        return;
    }
    if (left > 0)
        explain_left(left);
    note_open(service);
}
