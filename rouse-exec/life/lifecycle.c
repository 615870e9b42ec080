#include "life/lifecycle.h"

#include "idle/idle.h"
#include "life/end_run.h"
#include "life/enter_state.h"
#include "life/failing.h"
#include "life/frozen.h"
#include "life/kill.h"
#include "life/start.h"
#include "life/stopping.h"
#include "turn/turn.h"

static void nothing(struct service *service) {
    (void)service;
}

static void become_ready(struct service *service) {
    begin_idle_watch(service);
    service->holders.stirred = true;
    enter_state(service, STATE_RUNNING);
    if (service->turn.held && look_for_others(service)) /* their --max-wait counts from now on */
        hasten_look(service);
}

static void note_arrival(struct service *service) {
    note_activity(service);
    service->holders.stirred = true;
}

static void fall_asleep(struct service *service) {
    if (is_to_freeze(service))
        freeze_program(service);
    else
        put_to_sleep(service);
}

typedef void action(struct service *service);

static action *const actions[STATE_COUNT][EVENT_COUNT] = {
    /* EVENT_           CONNECTED      USED          READY         DISTURBED       UNSERVED      QUIET           TURN           OVERDUE   PROGRAM_ENDED ALL_GONE TIMED_OUT */
    [STATE_WAITING]  = {start_service, nothing,      nothing,      nothing,        nothing,      nothing,        nothing,       nothing,  nothing,      nothing, look_again},
    [STATE_QUEUED]   = {nothing,       nothing,      nothing,      nothing,        nothing,      give_turn_back, start_in_turn, nothing,  nothing,      nothing, nothing},
    [STATE_STARTING] = {nothing,       nothing,      become_ready, nothing,        end_unserved, nothing,        nothing,       nothing,  sweep,        end_run, kill_all},
    [STATE_RUNNING]  = {nothing,       note_arrival, nothing,      nothing,        end_unserved, fall_asleep,    nothing,       make_way, sweep,        end_run, kill_all},
    [STATE_FROZEN]   = {wake_frozen,   wake_frozen,  nothing,      disturb_frozen, nothing,      nothing,        nothing,       nothing,  nothing,      nothing, stop_frozen},
    [STATE_STOPPING] = {nothing,       nothing,      nothing,      nothing,        nothing,      nothing,        nothing,       nothing,  sweep,        end_run, kill_all},
    [STATE_SWEEPING] = {nothing,       nothing,      nothing,      nothing,        nothing,      nothing,        nothing,       nothing,  nothing,      end_run, kill_all},
    [STATE_FAILING]  = {nothing,       nothing,      nothing,      nothing,        nothing,      nothing,        nothing,       nothing,  nothing,      nothing, try_again},
    [STATE_ENDED]    = {nothing,       nothing,      nothing,      nothing,        nothing,      nothing,        nothing,       nothing,  nothing,      nothing, nothing},
};

void handle_event(struct service *service, enum event event) {
    actions[service->state][event](service);
}
