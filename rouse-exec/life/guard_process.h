/* What the guard does (run_guard.h), in its own process. */
#pragma once

#include <sys/types.h>

#include "kernel/process.h"
#include "service/service.h"

#define TOLD_MAX 32

/* Waits until the process WATCHED, which has started this one and has the other end of CHANNEL, has ended. Then it continues the program and
 * sends it SIGTERM, and after the stop timeout SIGKILL. Ends when no process of the program is left. Each message in
 * CHANNEL names children of WATCHED (TOLD_MAX struct process_identity at most), and asks it to look who else descends
 * from WATCHED now; one of them has the listener. */
__attribute__((noreturn)) void keep_watch(const struct service *service, int channel,
                                          const struct process_identity *watched);
