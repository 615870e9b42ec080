/* How much of a processor the program uses, for --busy-cpu: two samples, a quarter of the idle time apart, shortly
 * before it would sleep. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "service/service.h"

/* Plans a sample a quarter of the idle time before the next look; none where that look only ends a use. */
void plan_sample(struct service *service);
/* How much those have used that we have waited for. */
uint64_t reaped_processor_us(void);
void sample_processor_use(struct service *service);
/* Whether it has used more than --busy-cpu allows since then. */
bool is_computing(struct service *service, struct decision *decision);
