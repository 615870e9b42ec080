/* The hours of --awake, in seconds of the wall clock (CLOCK_REALTIME). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "service/service.h"

/* Returns when the hours end that NOW is in, with all that follow without a gap; 0: it is in none. */
int64_t end_of_hours(const struct busy_options *busy, int64_t now);
/* Returns when hours begin next after NOW; 0: never. */
int64_t next_hours(const struct busy_options *busy, int64_t now);
/* Whether it is in such hours. */
bool is_in_hours(struct service *service, struct decision *decision);
