#include "idle/hours_timer.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "idle/hours.h"
#include "messages/log.h"

static int64_t wall_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

/* It counts what the machine sleeps, and tells when the clock is set (timerfd_create(2)). */
static void arm(const struct service *service) {
    int64_t next = next_hours(&service->options->busy, wall_now());
    struct itimerspec when = {.it_value.tv_sec = (time_t)next};
    if (timerfd_settime(service->hours_timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL) != 0)
        warn_errno_once("cannot wait for the hours of --awake");
}

void open_hours_timer(struct service *service) {
    if (service->options->busy.hours_count == 0)
        return;
    service->hours_timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (service->hours_timer < 0)
        die_errno("cannot wait for the hours of --awake");
    service->hours_begun = end_of_hours(&service->options->busy, wall_now()) != 0;
    arm(service);
}

void hear_hours_timer(struct service *service) {
    uint64_t times;
    bool fired = read(service->hours_timer, &times, sizeof times) == sizeof times;
    if (fired || errno == ECANCELED)
        service->hours_begun = end_of_hours(&service->options->busy, wall_now()) != 0;
    arm(service);
}

bool have_hours_begun(const struct service *service) {
    bool asleep = service->state == STATE_FROZEN || (service->state == STATE_WAITING && service->deadline == 0);
    return service->hours_begun && asleep;
}
