/* Signals for the program. */
#pragma once

#include <sys/signalfd.h>

#include "service/service.h"

/* Passes a signal that rouse-exec received on to the program: to the child that was started, or, when that is gone,
 * to every direct child. */
void forward_signal(struct service *service, const struct signalfd_siginfo *signal);
/* Tells the program, which stands still, to stop. */
void send_stop_signal(const struct service *service);
