/* Signals for the program. */
#pragma once

#include <sys/signalfd.h>

#include "service/service.h"

/* Whether a process of the program has sent the signal. */
bool is_sent_from_below(const struct signalfd_siginfo *signal);
/* Passes a signal that rouse-exec received on to the program: to the child that was started, or, when that is gone,
 * to every direct child. */
void forward_signal(struct service *service, const struct signalfd_siginfo *signal);
/* Tells the program, which stands still, to stop. */
void send_stop_signal(struct service *service);
/* Returns STATUS (of waitpid(2)), or the end by signal N where that is an exit with 128+N and the program was told to
 * end by signal N: Java, shells and tini say so that they have obeyed. */
int judge_status(const struct service *service, int status);
/* Whether the program, which has ended, was told to: lately, or by whoever wants the service to end. */
bool was_told_to_end(const struct service *service);

/* The same for a signal that ends the service, while the program stands still. */
void forward_to_stopped(struct service *service, const struct signalfd_siginfo *signal);
