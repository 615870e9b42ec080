/* Every signal is blocked and read from a descriptor; the state that the program must find is kept. */
#pragma once

#include <stdbool.h>

#include "kernel/uapi.h"

struct inherited_signals {
    kernel_signals mask;
    bool child_ignored; /* SIGCHLD was SIG_IGN, with which nobody could wait for the program */
    int descriptor;     /* signalfd(2) */
};

/* Until block_signals, a write beyond RLIMIT_FSIZE fails with EFBIG, and sends nothing. */
void ignore_file_limit(void);
struct inherited_signals block_signals(void);
/* Whether NUMBER was SIG_IGN when rouse-exec was started, as under nohup(1). */
bool is_ignored(int number);
/* Restores, in the child before exec, what rouse-exec found. */
void restore_signals(const struct inherited_signals *signals);
