#include "life/start.h"

#include "clock.h"
#include "gate/gate.h"
#include "life/cold_start.h"
#include "life/enter_state.h"
#include "life/spawn.h"
#include "messages/log.h"
#include "sockets/passed_label.h"

#define START_AGAIN_US 1000000

/* The clients wait in the queue. Nothing is lost by trying again, and a service that ends would lose them. */
static void start_later(struct service *service) {
    if (service->state != STATE_WAITING)
        die_errno("cannot start the program");
    if (!service->start_failed)
        warn_errno("cannot start the program now, and tries again each second as long as a client waits");
    service->start_failed = true;
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

void start_service(struct service *service) {
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
