/* A run after which a client still waits: the next try comes later each time, after 1, 2, 4 … 60 seconds. */
#pragma once

#include "service/service.h"

/* --retry: whether the run that has just ended has failed, so that the program is tried again while somebody waits. */
bool is_to_be_tried_again(const struct service *service);
/* Enters STATE_FAILING. */
void begin_failing(struct service *service);
/* STATE_FAILING: the next try, when its time has come and somebody still waits; the end, when nobody does. */
void try_again(struct service *service);

/* The program has ended well and is to be woken again: at once, unless the client that waits is the one for which it was
 * woken already. Returns when; 0: at once. */
uint64_t when_to_wake(struct service *service);
