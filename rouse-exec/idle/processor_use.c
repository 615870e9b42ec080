#include "idle/processor_use.h"

#include <stdio.h>
#include <sys/resource.h>

#include "clock.h"
#include "kernel/process.h"
#include "kernel/process_list.h"

#define TICK_US 10000 /* USER_HZ is 100 on both machines */

static uint64_t quarter(const struct service *service) {
    return service->options->idle_us / 4;
}

void plan_sample(struct service *service) {
    uint64_t look = service->idle.next_look, now = now_us();
    service->busy.sample_at = 0;
    if (!service->options->busy.cpu_percent || look <= now + quarter(service) + 1)
        return;
    service->busy.sample_at = look - quarter(service);
}

static uint64_t microseconds(struct timeval time) {
    return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_usec;
}

uint64_t reaped_processor_us(void) {
    struct rusage reaped;
    getrusage(RUSAGE_CHILDREN, &reaped);
    return microseconds(reaped.ru_utime) + microseconds(reaped.ru_stime);
}

/* What a process has used passes to the parent that waits for it, in the end to us. A parent that ignores SIGCHLD waits
 * for nobody, and the sum gets smaller when a child of it ends (wait(2)). */
static uint64_t sum_processor_use(const struct busy_watch *busy) {
    struct process_list all = list_descendants();
    uint64_t ticks = 0;
    for (size_t i = 0; i < all.count; i++)
        ticks += processor_ticks_of(all.pids[i]);
    return ticks * TICK_US + reaped_processor_us() - busy->not_its_us;
}

void sample_processor_use(struct service *service) {
    struct busy_watch *busy = &service->busy;
    busy->sample_at = 0;
    busy->processor_us = sum_processor_use(busy);
    busy->processor_at = now_us();
    busy->measured = false;
}

/* One that is older than it should be tells nothing of the last quarter. The second sample is the first one of the next
 * look. */
static void measure(struct busy_watch *busy, uint64_t longest) {
    uint64_t used = busy->processor_us, at = busy->processor_at;
    busy->processor_us = sum_processor_use(busy);
    busy->processor_at = now_us();
    uint64_t passed = busy->processor_at - at;
    busy->measured = at != 0 && passed > 0 && passed <= longest && busy->processor_us >= used;
    busy->percent = busy->measured ? (unsigned)((busy->processor_us - used) * 100 / passed) : 0;
}

bool is_computing(struct service *service, struct decision *decision) {
    struct busy_watch *busy = &service->busy;
    unsigned limit = service->options->busy.cpu_percent;
    if (!limit)
        return false;
    if (!busy->measured || now_us() - busy->processor_at >= quarter(service) / 2)
        measure(busy, quarter(service) * 2);
    if (busy->measured)
        snprintf(decision->text, sizeof decision->text, "%u %% of a processor", busy->percent);
    return !busy->measured || busy->percent >= limit;
}
