#include "life/enter_state.h"

#include "clock.h"
#include "life/announce_state.h"
#include "report/report.h"

void enter_state(struct service *service, enum state state) {
    uint64_t now = now_us();
    bool thaws = service->state == STATE_FROZEN;
    service->state = state;
    if (state == STATE_RUNNING && !thaws)
        service->ready_at = now;
    if (state != STATE_RUNNING || !service->end_requested) /* else it is being ended since before */
        service->state_since = now;
    note_change(service);
    announce_state(service);
}
