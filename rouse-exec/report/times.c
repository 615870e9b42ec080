#include "report/times.h"

#include <stdio.h>
#include <time.h>

#include "clock.h"
#include "command_line/span.h"

int64_t wall_minus_monotonic(void) {
    struct timespec wall;
    clock_gettime(CLOCK_REALTIME, &wall);
    return (int64_t)wall.tv_sec * 1000000 + wall.tv_nsec / 1000 - (int64_t)now_us();
}

const char *format_time(int64_t us, char text[TIME_TEXT_MAX]) {
    struct tm utc;
    time_t seconds = us / 1000000;
    gmtime_r(&seconds, &utc);
    snprintf(text, TIME_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
             utc.tm_hour, utc.tm_min, utc.tm_sec, (int)(us / 1000 % 1000));
    return text;
}

void put_time(struct json *out, const char *key, uint64_t monotonic, int64_t difference) {
    char text[TIME_TEXT_MAX];
    if (monotonic == 0)
        put(out, ",\"%s\":null", key);
    else
        put(out, ",\"%s\":\"%s\"", key, format_time((int64_t)monotonic + difference, text));
}

void put_seconds_or_null(struct json *out, const char *key, uint64_t us) {
    if (us == SPAN_NEVER)
        put(out, ",\"%s\":null", key);
    else
        put(out, ",\"%s\":%llu.%03u", key, (unsigned long long)(us / 1000000), (unsigned)(us / 1000 % 1000));
}

void put_milliseconds_or_null(struct json *out, const char *key, uint64_t us) {
    if (us)
        put(out, ",\"%s\":%llu.%03u", key, (unsigned long long)(us / 1000), (unsigned)(us % 1000));
    else
        put(out, ",\"%s\":null", key);
}
