/* What the processes of the program do through io_uring, which no seccomp filter sees. */
#pragma once

#include <stdbool.h>

/* Whether a process of the program has an io_uring, through which it may bind, and keep sockets, unseen. */
bool uses_io_uring(void);

/* Whether an accept through one waits, as its fdinfo says (io_uring_show_fdinfo; from Linux 5.12). It waits at the socket
 * itself, whatever the number of the descriptor means by now. */
bool waits_in_io_uring_accept(void);
