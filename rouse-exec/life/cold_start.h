/* The time from the first connection until the program has accepted it. */
#pragma once

#include "service/service.h"

/* Begins to measure if a client waits at one of the passed sockets. */
void begin_cold_start(struct service *service);
/* The same for a program that is continued. The time of its last start is kept. */
void begin_thaw(struct service *service);
/* The planned look at whether the queue is empty; from when the program may accept. */
void sample_cold_start(struct service *service);
