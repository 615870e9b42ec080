/* With --ready, WatchdogSec= of the unit is answered for a program that knows nothing of it. The manager is told that
 * all is well as long as no client waits to be accepted for half the watchdog's time. */
#pragma once

#include "service/service.h"

/* Reads WATCHDOG_USEC, if it is meant for us. */
void take_watchdog(struct service *service);

/* When the manager is to be told next; 0 means never. */
uint64_t watchdog_deadline(const struct service *service);
void serve_watchdog(struct service *service);
