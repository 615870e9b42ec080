/* --lazy: the begin of the hours of --awake wakes the program, as a client does. */
#pragma once

#include <stdbool.h>

#include "service/service.h"

/* Before the wait: in the midst of such hours the program is started at once. */
void open_hours_timer(struct service *service);
/* The time has come, or the clock was set. */
void hear_hours_timer(struct service *service);
/* Whether the program is to be started for such hours, now that it does not run. */
bool have_hours_begun(const struct service *service);
