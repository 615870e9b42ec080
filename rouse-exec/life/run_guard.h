/* A process that ends the program if we are killed. PR_SET_PDEATHSIG reaches one process, and not that one once it has
 * changed its user; and its end would make its children strangers before anybody has found them. The guard lives as
 * long as a run of the program; while the program sleeps there is none. */
#pragma once

#include "service/service.h"

/* Starts the guard of the program that was just forked. Returns false when there is no process to spare for it. */
bool begin_run_guard(struct service *service);
/* Has the guard look who our descendants are (those whose own parents have ended become ours), and gives it the
 * listener. Starts another guard when that one has ended. */
void inform_run_guard(struct service *service);
/* Has the guard look without telling it of our children, for whom it looks itself: it costs us one system call. */
void have_run_guard_look(struct service *service);
/* The same after a trapped call, when the last look is a second old: the caller may be a daemon that was never seen,
 * and its parents about to end. */
void inform_run_guard_of_binds(struct service *service);

/* Whether somebody has pressed Ctrl-C at the terminal of the program, which has it instead of us. */
bool was_interrupted(const struct service *service);

/* Our end of the channel, which hangs up when the guard ends; -1: there is none. */
int run_guard_channel(const struct service *service);
/* Starts another guard after the channel has hung up. */
void replace_lost_guard(struct service *service);
/* When inform_run_guard is due, since there is no guard though there should be; 0: there is one. */
uint64_t run_guard_deadline(const struct service *service);

/* Ends the guard: nothing of the program is left. */
void end_run_guard(struct service *service);
