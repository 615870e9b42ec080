/* The program is told to end: to sleep, by whoever wants the service to end, or because it does not serve. */
#pragma once

#include <sys/signalfd.h>

#include "service/service.h"

/* Nobody is there: the program stops, unless somebody comes meanwhile. */
void put_to_sleep(struct service *service);
/* The same for a program of which nobody asks any more what may keep it awake. */
void stop_if_quiet(struct service *service);
/* Whoever sent a signal wants the service to end; the program decides when it does, within the stop timeout. */
void request_end(struct service *service);
/* Another Ctrl-C is final: the program has a second, in case it takes a second signal for "at once". */
void insist_on_end(struct service *service);
/* Passes on the signal by which somebody ends the service. */
void end_losing_nobody(struct service *service, const struct signalfd_siginfo *signal);
/* Another service of the group has waited for its --max-wait: the program stops, though it is in use. */
void make_way(struct service *service);
/* --learn: the program was told to end, and is killed after the stop timeout. */
void end_observation(struct service *service);
/* Its clients would wait for as long as it lives. */
void end_unserved(struct service *service);
/* The first process has ended: so do the others. */
void sweep(struct service *service);
/* Continues what has stopped by itself: some time after a standstill, and again and again while the program is being
 * ended. A stopped process would not see the signal that is to end it. */
void thaw(struct service *service);
