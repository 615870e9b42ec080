/* What the guard does (run_guard.h), in its own process. */
#pragma once

#include <stdint.h>
#include <sys/types.h>

/* Waits until the process WATCHED, which has the other end of CHANNEL, has ended. Then it continues the program and
 * sends it SIGTERM, and after PATIENCE microseconds SIGKILL (0: never). Ends when no process of the program is left.
 * CHANNEL carries the pids of the children of WATCHED, each list in place of the one before, and the listener. */
__attribute__((noreturn)) void keep_watch(int channel, pid_t watched, uint64_t patience);
