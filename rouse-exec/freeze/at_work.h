/* Whether the program does something of its own. A client waits for what is frozen in the middle of it, and a parent that
 * waits for its child in vfork(2) does not even stop. */
#pragma once

#include <sys/types.h>

struct worker {
    pid_t pid;  /* 0: there is none */
    char state; /* of a thread of it, as in proc_pid_stat(5) */
};

/* Returns the first process of the program with a thread in one of STATES. */
struct worker find_in_state(const char *states);
