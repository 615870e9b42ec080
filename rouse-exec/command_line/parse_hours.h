/* --awake: hours of the week, in local time. */
#pragma once

#include <stdint.h>

struct hours {
    uint8_t days;        /* bit 0 is Monday */
    uint16_t begin, end; /* minutes of the day; an end that is not later is that of the next day */
};

/* Reads "Mon..Fri 09:00-18:00"; ends with a sentence when VALUE is something else. */
struct hours parse_hours(const char *value);
