#include "idle/decision.h"

#include <stdio.h>

#include "clock.h"
#include "idle/busy_check.h"
#include "idle/busy_file.h"
#include "idle/hours.h"
#include "idle/processor_use.h"
#include "idle/traced.h"
#include "messages/log.h"

/* Returns whether it applies; writes over the text, and `until`, where there is more to say. */
typedef bool question(struct service *service, struct decision *decision);

static bool is_just_woken(struct service *service, struct decision *decision) {
    decision->until = service->busy.min_awake_until;
    return decision->until > now_us();
}

static bool is_traced(struct service *service, struct decision *decision) {
    (void)service;
    (void)decision;
    return is_anyone_traced();
}

static const struct row {
    const char *word, *text;
    bool sleeps;
    question *ask; /* when it would sleep otherwise; NULL: each look finds out */
} rows[REASON_COUNT] = {
    [REASON_NONE] = {NULL, "", true, NULL},
    [REASON_CONNECTIONS] = {"connections", "a client is connected", false, NULL},
    [REASON_WAITING] = {"waiting", "a client waits to be accepted", false, NULL},
    [REASON_CANNOT_TELL] = {"cannot-tell", "whether somebody is connected cannot be told", false, NULL},
    [REASON_MIN_AWAKE] = {"min-awake", "it stays awake for the time of --min-awake", false, is_just_woken},
    [REASON_HOURS] = {"hours", "", false, is_in_hours},
    [REASON_FILE] = {"file", "", false, is_file_there},
    [REASON_TRACED] = {"traced", "a process of it is traced", false, is_traced},
    [REASON_CPU] = {"cpu", "how much of a processor it uses is being measured", false, is_computing},
    [REASON_CHECK] = {"check", "", false, is_busy_by_check},
    [REASON_AT_WORK] = {"at-work", "", false, NULL}, /* life/frozen.c finds out */
    [REASON_STANDSTILL] = {"standstill", "its processes cannot be stopped together", false, NULL},
};

void begin_vetoes(struct service *service) {
    uint64_t min_awake = service->options->busy.min_awake_us;
    service->busy = (struct busy_watch){.min_awake_until = min_awake ? service->woken_at + min_awake : 0};
    decide(service, REASON_NONE);
}

void decide(struct service *service, enum reason reason) {
    const struct row *row = &rows[reason];
    service->decision = (struct decision){.reason = reason, .word = row->word};
    snprintf(service->decision.text, sizeof service->decision.text, "%s", row->text);
}

static bool keeps_awake(struct service *service, enum reason reason) {
    const struct row *row = &rows[reason];
    if (row->sleeps || !row->ask)
        return false;
    decide(service, reason);
    return row->ask(service, &service->decision);
}

bool is_vetoed(struct service *service) {
    for (enum reason reason = REASON_NONE; reason < REASON_COUNT; reason++) {
        if (!keeps_awake(service, reason))
            continue;
        debug("the program is not put to sleep: %s", service->decision.text);
        return true;
    }
    decide(service, REASON_NONE);
    return false;
}
