/* Every signal is blocked and read from a descriptor; what the program must find is kept. */
#pragma once

#include <stdbool.h>
#include <sys/signalfd.h>
#include <sys/types.h>

#include "kernel/kernel.h"

struct service;

struct inherited_signals {
    kernel_signals mask;
    bool child_ignored; /* SIGCHLD was SIG_IGN: then nobody could wait for the program */
    int descriptor;     /* signalfd(2) */
};

struct inherited_signals block_signals(void);
/* Whether NUMBER was SIG_IGN when rouse-exec was started, as under nohup(1). */
bool is_ignored(int number);
/* In the child, before exec: as rouse-exec found them. */
void restore_signals(const struct inherited_signals *signals);

/* Passes a signal that rouse-exec was sent on to the program: to the child that was started, or, when that
 * has gone, to every direct child. */
void forward_signal(struct service *service, const struct signalfd_siginfo *signal);
/* Tells the program, which stands still, to stop. */
void send_stop_signal(const struct service *service);
