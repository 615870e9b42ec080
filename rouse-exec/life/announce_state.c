#include "life/announce_state.h"

#include <stdio.h>

#include "clock.h"
#include "service_manager/notify.h"

#define LONGEST_START_US 910000000ULL /* TimeoutStartSec= of our units */

/* A program that speaks to the service manager itself says its own STATUS=. */
static void announce_running(struct service *service) {
    char text[128];
    size_t listening = 0;
    for (size_t i = 0; i < service->passed.count; i++)
        listening += service->passed.sockets[i].listening;
    snprintf(text, sizeof text, "READY=1\nSTATUS=Running: listens on %zu of %zu passed sockets", listening,
             service->passed.count);
    notify(service->gate.notify < 0 ? text : "READY=1");
    service->holders.told = listening;
}

static void announce_queued(const struct service *service) {
    char text[160];
    snprintf(text, sizeof text, "EXTEND_TIMEOUT_USEC=30000000\nSTATUS=Waits for %s", service->turn.ahead);
    notify(text);
}

/* TimeoutStartSec= counts as long as READY=1 has not been sent, and each try is to have the time that the first one had. */
static void announce_failing(const struct service *service) {
    char text[160];
    uint64_t now = now_us(), wait = service->next_try > now ? service->next_try - now : 0;
    snprintf(text, sizeof text,
             "EXTEND_TIMEOUT_USEC=%llu\nSTATUS=Failing: the program has failed %u times in a row, and is started again "
             "while a client waits",
             (unsigned long long)(wait + LONGEST_START_US), service->fails);
    notify(text);
}

/* A service that sleeps under --lazy is ready: a client that connects is served. */
void announce_state(struct service *service) {
    if (!service->options->ready)
        return;
    switch (service->state) {
    case STATE_WAITING:
        notify("READY=1\nSTATUS=Asleep: the next client starts the program");
        break;
    case STATE_QUEUED:
        announce_queued(service);
        break;
    case STATE_STARTING:
        notify(service->options->retry && service->fails > 0
                   ? "STATUS=Failing: the program is tried again"
                   : "STATUS=Starting: the program does not listen on every passed socket yet");
        break;
    case STATE_RUNNING:
        announce_running(service);
        break;
    case STATE_FROZEN:
        notify("STATUS=Frozen: nobody is connected, and the next client continues the program");
        break;
    case STATE_STOPPING:
        if (service->unserved)
            notify("STATUS=Ending the program: clients wait, and it does not listen on the passed sockets");
        else
            notify(service->options->lazy ? "STATUS=Going to sleep: nobody is connected"
                                          : "STOPPING=1\nSTATUS=Going to sleep: nobody is connected");
        break;
    case STATE_FAILING:
        announce_failing(service);
        break;
    case STATE_SWEEPING:
        notify("STATUS=The program has ended: ending what it left behind");
        break;
    default:
        break;
    }
}
