/* A tracer stands between us and the program: gdb ends or waits for its user when its program gets SIGSTOP, and the
 * program of a stopped strace neither stops nor runs. */
#pragma once

#include <stdbool.h>

/* Whether a descendant is traced by ptrace(2); a sentence names it, once for each tracer. */
bool is_anyone_traced(void);
