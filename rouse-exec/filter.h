/* The seccomp filter of the program: bind(2) and listen(2) wait for our answer, all else goes on. */
#pragma once

#include <stdbool.h>

/* Puts the filter on the calling thread, for it and everything it starts, and returns the listener of
 * seccomp_unotify(2); -1 with errno. UNIX_SOCKETS: short addresses (unix ones) matter too. Sets
 * no_new_privs only if the kernel demands it (no CAP_SYS_ADMIN). */
int install_filter(bool unix_sockets);
