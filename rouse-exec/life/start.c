#include "life/start.h"

#include "clock.h"
#include "gate/gate.h"
#include "life/cold_start.h"
#include "life/enter_state.h"
#include "life/spawn.h"
#include "messages/log.h"
#include "sockets/passed_label.h"
#include "turn/turn.h"

#define START_AGAIN_US 1000000

/* The clients wait in the queue. Nothing is lost by trying again, and a service that ends would lose them. */
static void start_later(struct service *service) {
    if (service->state != STATE_WAITING && service->state != STATE_FAILING)
        die_errno("cannot start the program");
    if (!service->start_failed)
        warn_errno("cannot start the program now, and tries again each second as long as a client waits");
    service->start_failed = true;
    leave_line(service);
    service->deadline = now_us() + START_AGAIN_US;
}

void look_again(struct service *service) {
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
    service->deadline = 0;
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
    service->wakes += service->cold.socket != NULL && service->fails == 0; /* else it is the same client */
    service->unserved = service->slept = service->left = service->stopped_again = service->start_failed = false;
    service->told = 0;
    service->deadline = 0;
    service->started_at = service->woken_at = now_us();
    service->ready_at = 0;
    enter_state(service, STATE_STARTING);
}

/* In the state in which a start that fails is tried again, or ends us (start_later). */
void start_in_turn(struct service *service) {
    service->state = service->options->lazy ? STATE_WAITING : STATE_STARTING;
    start_service(service);
}

void give_turn_back(struct service *service) {
    leave_line(service);
    enter_state(service, STATE_WAITING);
}
