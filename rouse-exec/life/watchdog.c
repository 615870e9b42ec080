#include "life/watchdog.h"

#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "messages/log.h"
#include "service_manager/notify.h"
#include "sockets/unaccepted.h"

/* Half of WatchdogSec=, as sd_watchdog_enabled(3) recommends. */
void take_watchdog(struct service *service) {
    const char *pid = getenv("WATCHDOG_PID"), *text = getenv("WATCHDOG_USEC");
    if (!text || (pid && atoi(pid) != getpid()))
        return;
    char *end;
    service->watchdog.interval = strtoull(text, &end, 10) / 2;
    if (*end || service->watchdog.interval == 0)
        die("cannot use WATCHDOG_USEC=%s: expected microseconds", text);
    service->watchdog.next = now_us();
}

uint64_t watchdog_deadline(const struct service *service) {
    return service->watchdog.next;
}

/* Queues are first in, first out: a client that is still there after a whole interval was not overlooked in a crowd. */
static bool has_waited_since(struct passed_socket *socket) {
    uint64_t before = socket->unaccepted;
    socket->unaccepted = find_unaccepted(socket, before);
    return before != 0 && socket->unaccepted == before;
}

static bool is_stuck(struct service *service) {
    bool stuck = false;
    for (size_t i = 0; i < service->passed.count; i++)
        stuck = has_waited_since(&service->passed.sockets[i]) || stuck;
    return stuck && service->state == STATE_RUNNING;
}

void serve_watchdog(struct service *service) {
    uint64_t now = now_us();
    if (service->watchdog.next == 0 || now < service->watchdog.next)
        return;
    service->watchdog.next = now + service->watchdog.interval;
    bool stuck = is_stuck(service);
    if (!stuck)
        notify("WATCHDOG=1");
    else if (!service->watchdog.stuck)
        warn("a client has waited to be accepted for half of WatchdogSec=: the service manager is not told that all is "
             "well until it is accepted");
    service->watchdog.stuck = stuck;
}
