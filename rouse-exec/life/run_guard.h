/* A process that ends the program if we are killed. PR_SET_PDEATHSIG reaches one process, and not that one once it has
 * changed its user; and its end would make its children strangers before anybody has found them. The guard lives as long as a run of the program; while the program sleeps there is none. */
#pragma once

#include "service/service.h"

/* Starts the guard of the program that was just forked. Returns false when there is no process to spare for it. */
bool begin_run_guard(struct service *service);
/* Tells the guard who our children are (those whose own parents have ended become ours), and gives it the listener. */
void inform_run_guard(struct service *service);
/* Ends the guard: nothing of the program is left. */
void end_run_guard(struct service *service);
