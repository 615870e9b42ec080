#include "life/cold_start.h"

#include "clock.h"
#include "report/report.h"

#define FIRST_STEP_US 500
#define PATIENCE_US 60000000

void begin_cold_start(struct service *service) {
    struct cold_start *cold = &service->cold;
    *cold = (struct cold_start){0};
    for (size_t i = 0; i < service->passed.count && !cold->socket; i++)
        if (has_pending(&service->passed.sockets[i]))
            cold->socket = &service->passed.sockets[i];
    if (!cold->socket)
        return;
    cold->since = now_us();
    cold->step = FIRST_STEP_US;
}

void begin_thaw(struct service *service) {
    uint64_t took = service->cold.took;
    begin_cold_start(service);
    service->cold.took = took;
    service->cold.thaws = true;
}

/* Each step is a tenth longer than the one before: precise where it matters, cheap where the program is slow. */
void sample_cold_start(struct service *service) {
    struct cold_start *cold = &service->cold;
    uint64_t now = now_us();
    if (cold->sampled_since == 0)
        cold->sampled_since = now;
    cold->next_sample = 0;
    if (!has_pending(cold->socket)) {
        *(cold->thaws ? &cold->thaw_took : &cold->took) = now - cold->since;
        cold->socket = NULL;
        note_change(service);
    } else if (now - cold->sampled_since < PATIENCE_US) {
        cold->next_sample = now + cold->step;
        cold->step += cold->step / 10;
    } else {
        cold->socket = NULL;
    }
}
