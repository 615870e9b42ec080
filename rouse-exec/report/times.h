/* Times and spans in a report. Deadlines are kept by the monotonic clock; people read the other one. */
#pragma once

#include <stdint.h>

#include "report/json.h"

#define TIME_TEXT_MAX 48

/* Microseconds. It is taken once per report, so that equal times read equal. */
int64_t wall_minus_monotonic(void);

/* Microseconds since 1970 as 2026-11-30T18:22:00.000Z. */
const char *format_time(int64_t us, char text[TIME_TEXT_MAX]);

/* Write ,"KEY":VALUE or ,"KEY":null: a time of now_us(), where 0 is none; and spans in microseconds, where SPAN_NEVER, and
 * for milliseconds 0, is none. */
void put_time(struct json *out, const char *key, uint64_t monotonic, int64_t difference);
void put_seconds_or_null(struct json *out, const char *key, uint64_t us);
void put_milliseconds_or_null(struct json *out, const char *key, uint64_t us);
