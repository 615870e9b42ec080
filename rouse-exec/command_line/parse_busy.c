#include "command_line/parse_busy.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "command_line/span.h"
#include "messages/log.h"

#define PERCENT_MAX 100000 /* a thousand processors */

unsigned parse_busy_cpu(const char *value) {
    char *end;
    unsigned long percent = strtoul(value, &end, 10);
    if (*value < '1' || *value > '9' || (*end && strcmp(end, "%") != 0) || percent > PERCENT_MAX)
        die("--busy-cpu=%s is not a number from 1 to %d; 100 is one processor, as in --busy-cpu=20", value, PERCENT_MAX);
    return (unsigned)percent;
}

const char *parse_busy_check(const char *value) {
    if (value[strspn(value, " \t\n")] == 0)
        die("--busy-check=%s is no command, as in --busy-check='pgrep -x ffmpeg'", value);
    return value;
}

/* The program may run in another folder by the time it is looked for. */
const char *parse_busy_file(const char *value) {
    if (*value != '/')
        die("--busy-file=%s is not an absolute path, as in --busy-file=/run/backup.lock", value);
    if (strlen(value) >= PATH_MAX)
        die("--busy-file=%.40s… is longer than a path can be", value);
    return value;
}

uint64_t parse_min_awake(const char *value) {
    uint64_t microseconds;
    if (!parse_span(value, &microseconds) || microseconds == SPAN_NEVER)
        die("--min-awake=%s is not a time for which a program stays awake; write it as 90s, 10min or \"1h 30min\"", value);
    return microseconds;
}
