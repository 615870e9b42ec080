#include "life/lifecycle.h"

#include "idle/idle.h"
#include "life/end_run.h"
#include "life/enter_state.h"
#include "life/kill.h"
#include "life/start.h"
#include "life/stopping.h"

static void nothing(struct service *service) {
    (void)service;
}

static void become_ready(struct service *service) {
    begin_idle_watch(service);
    service->holders.stirred = true;
    enter_state(service, STATE_RUNNING);
}

static void note_arrival(struct service *service) {
    note_activity(service);
    service->holders.stirred = true;
}

typedef void action(struct service *service);

static action *const actions[STATE_COUNT][EVENT_COUNT] = {
    /* EVENT_           CONNECTED      USED          READY         UNSERVED      QUIET         PROGRAM_ENDED ALL_GONE TIMED_OUT */
    [STATE_WAITING]  = {start_service, nothing,      nothing,      nothing,      nothing,      nothing,      nothing, look_again},
    [STATE_STARTING] = {nothing,       nothing,      become_ready, end_unserved, nothing,      sweep,        end_run, nothing},
    [STATE_RUNNING]  = {nothing,       note_arrival, nothing,      end_unserved, put_to_sleep, sweep,        end_run, nothing},
    [STATE_STOPPING] = {nothing,       nothing,      nothing,      nothing,      nothing,      sweep,        end_run, kill_all},
    [STATE_SWEEPING] = {nothing,       nothing,      nothing,      nothing,      nothing,      nothing,      end_run, kill_all},
    [STATE_ENDED]    = {nothing,       nothing,      nothing,      nothing,      nothing,      nothing,      nothing, nothing},
};

void handle_event(struct service *service, enum event event) {
    actions[service->state][event](service);
}
