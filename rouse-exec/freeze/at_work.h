/* Whether the program does something of its own. A client waits for what is frozen in the middle of it, and a parent that
 * waits for its child in vfork(2) does not even stop. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Returns the first process of the program with a thread in one of STATES, letters of proc_pid_stat(5); 0: there is none. */
pid_t find_in_state(const char *states);
