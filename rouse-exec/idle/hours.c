#include "idle/hours.h"

#include <stdio.h>
#include <time.h>

#include "clock.h"

#define DAY_S 86400
#define LONGEST_DAYS 8 /* hours that go on for longer never end */
#define MINUTE_S 60
#define AHEAD 15 /* days: two weeks, since hours that fall into the one that is left out in spring are none, and yesterday */
#define CHAIN_MAX 16

static int64_t offset_at(int64_t instant) {
    time_t seconds = (time_t)instant;
    struct tm local;
    localtime_r(&seconds, &local);
    return local.tm_gmtoff;
}

/* The first instant between EARLY and LATE at which the offset is that of LATE. */
static int64_t find_change(int64_t early, int64_t late) {
    int64_t after = offset_at(late);
    while (late - early > 1) {
        int64_t middle = early + (late - early) / 2;
        if (offset_at(middle) == after)
            late = middle;
        else
            early = middle;
    }
    return late;
}

/* LOCAL counts seconds as if local time were UTC. Where clocks are put forward, a time may be missing, which is then that
 * of the change; where they are put back, it may come twice: the LATER one ends hours, the other begins them. */
static int64_t instant_of(int64_t local, bool later) {
    int64_t before = offset_at(local - DAY_S), after = offset_at(local + DAY_S);
    int64_t by_old = local - before, by_new = local - after;
    bool old_is = offset_at(by_old) == before, new_is = offset_at(by_new) == after;
    if (old_is && new_is)
        return later == (by_new > by_old) ? by_new : by_old;
    if (old_is || new_is)
        return old_is ? by_old : by_new;
    return by_new < by_old ? find_change(by_new, by_old) : find_change(by_old, by_new);
}

struct interval {
    int64_t begin, end;
};

/* Those of the DAY, which is a midnight of local time and may not be one of theirs. */
static bool find_interval(const struct hours *hours, int64_t day, struct interval *interval) {
    int weekday = (int)((day / DAY_S + 3) % 7); /* 1970-01-01 was a Thursday */
    int64_t end = hours->end > hours->begin ? 0 : DAY_S;
    if (!(hours->days >> weekday & 1))
        return false;
    interval->begin = instant_of(day + hours->begin * MINUTE_S, false);
    interval->end = instant_of(day + end + hours->end * MINUTE_S, true);
    return interval->begin < interval->end; /* both may be missing */
}

static int64_t midnight_before(int64_t now) {
    int64_t local = now + offset_at(now);
    return local - local % DAY_S;
}

static int64_t end_of_one(const struct busy_options *busy, int64_t now) {
    int64_t today = midnight_before(now), end = 0;
    struct interval interval;
    for (size_t i = 0; i < busy->hours_count; i++)
        for (int64_t day = today - DAY_S; day <= today; day += DAY_S)
            if (find_interval(&busy->hours[i], day, &interval) && interval.begin <= now && now < interval.end &&
                interval.end > end)
                end = interval.end;
    return end;
}

int64_t end_of_hours(const struct busy_options *busy, int64_t now) {
    int64_t end = 0, next = end_of_one(busy, now);
    for (int i = 0; next && i < CHAIN_MAX; i++) {
        end = next;
        next = end_of_one(busy, end);
    }
    return end;
}

int64_t next_hours(const struct busy_options *busy, int64_t now) {
    int64_t today = midnight_before(now), next = 0;
    struct interval interval;
    for (size_t i = 0; i < busy->hours_count; i++)
        for (int64_t day = today; day <= today + AHEAD * DAY_S; day += DAY_S)
            if (find_interval(&busy->hours[i], day, &interval) && interval.begin > now &&
                (next == 0 || interval.begin < next))
                next = interval.begin;
    return next;
}

static void say_until(int64_t now, int64_t end, char text[DECISION_TEXT_MAX]) {
    time_t seconds = (time_t)end;
    struct tm local;
    localtime_r(&seconds, &local);
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    bool today = end - now < DAY_S;
    snprintf(text, DECISION_TEXT_MAX, "awake until %s%s%02d:%02d", today ? "" : days[local.tm_wday], today ? "" : " ",
             local.tm_hour, local.tm_min);
}

bool is_in_hours(struct service *service, struct decision *decision) {
    const struct busy_options *busy = &service->options->busy;
    struct timespec now;
    if (busy->hours_count == 0)
        return false;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t end = end_of_hours(busy, now.tv_sec);
    if (end == 0)
        return false;
    if (end - now.tv_sec > LONGEST_DAYS * DAY_S) {
        snprintf(decision->text, sizeof decision->text, "awake at all hours");
        return true;
    }
    say_until(now.tv_sec, end, decision->text);
    decision->until = now_us() + (uint64_t)(end - now.tv_sec) * 1000000 - (uint64_t)now.tv_nsec / 1000;
    return true;
}
