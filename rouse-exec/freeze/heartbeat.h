/* Programs whose first process ends those of its workers that have not been heard of for a while: after a freeze that is
 * all of them. */
#pragma once

#include <sys/types.h>

/* Returns a process of gunicorn among those of the program; 0: there is none. */
pid_t find_heartbeat(void);
