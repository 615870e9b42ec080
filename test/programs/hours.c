/* hours SECONDS HOURS…: prints when the hours of --awake end that this instant is in (0: none), and when the next begin. */
#include <stdio.h>
#include <stdlib.h>

#include "idle/hours.h"

int main(int count, char **arguments) {
    struct hours hours[8];
    struct busy_options busy = {.hours = hours};
    long now = atol(arguments[1]);
    for (int i = 2; i < count && i < 10; i++)
        hours[busy.hours_count++] = parse_hours(arguments[i]);
    printf("%lld %lld\n", (long long)end_of_hours(&busy, now), (long long)next_hours(&busy, now));
}
