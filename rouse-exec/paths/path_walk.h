/* Resolves a path step by step, as another thread would. The kernel does that for us at once (openat2(2)), except where
 * the path leads through /proc: there "self" would be us, and RESOLVE_IN_ROOT refuses the magic links. */
#pragma once

#include <sys/types.h>

/* Opens TEXT as O_PATH: from the root of thread TID if it is absolute, else from the directory START. FLAGS may hold
 * O_DIRECTORY and O_NOFOLLOW. Returns -1 with errno. */
int walk_path(pid_t tid, int start, const char *text, int flags);
