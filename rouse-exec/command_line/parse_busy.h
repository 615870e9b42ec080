/* What keeps the program awake although nobody is connected. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "command_line/parse_hours.h"

struct busy_options {
    unsigned cpu_percent;  /* of one processor; 0: not asked */
    const char *check;     /* a command of /bin/sh; NULL: none */
    const char *file;      /* NULL: none */
    struct hours *hours;
    size_t hours_count;
    uint64_t min_awake_us; /* SPAN_NEVER: none */
};

/* Each returns the value of its option; or ends with a sentence. */
unsigned parse_busy_cpu(const char *value);
const char *parse_busy_check(const char *value);
const char *parse_busy_file(const char *value);
uint64_t parse_min_awake(const char *value);
