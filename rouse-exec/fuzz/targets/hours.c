/* --awake, and what the clock says of its hours. */
#include <stdlib.h>

#include "fuzz/input.h"
#include "idle/hours.h"

#define WEEK_S 604800
#define HALF_DAY_S 43200

static void parse(void *context) {
    struct hours hours = parse_hours(context);
    struct busy_options busy = {.hours = &hours, .hours_count = 1};
    EXPECT(hours.days != 0 && hours.days < 128 && hours.begin < 1440 && hours.end <= 1440 && hours.begin != hours.end);
    for (int64_t now = 1774224000; now < 1774224000 + 2 * WEEK_S; now += HALF_DAY_S) { /* clocks change in these weeks */
        int64_t next = next_hours(&busy, now), end = end_of_hours(&busy, now);
        EXPECT(next > now && next <= now + 2 * WEEK_S + 2 * HALF_DAY_S);
        EXPECT(end == 0 || end > now);
        EXPECT(end_of_hours(&busy, next) > next);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = text_of(data, size);
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    survives(parse, text);
    free(text);
    return 0;
}
