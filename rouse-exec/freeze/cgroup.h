/* A cgroup of the program's own, where the service manager has delegated ours (Delegate=yes). It is frozen as a whole:
 * no process of it sees a signal, and a parent that waits in vfork(2) stands, too. We are never in the one that is frozen. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Divides our cgroup into one for us and one for the program. Where it is not delegated, or that fails, there is none. */
void divide_cgroup(void);

/* Puts the process, which has just been forked, into the program's cgroup, if there is one. */
void take_into_cgroup(pid_t pid);

/* Whether all processes of the program are in a cgroup of its own. */
bool is_program_in_cgroup(void);

/* Freezes it, and waits until all stand. Returns false when that took too long, or something arrived at a passed socket. */
bool freeze_cgroup(void);
void thaw_cgroup(void);

/* The descriptor by which it is thawed, which another process may keep; -1: there is none. */
int cgroup_switch(void);

/* Gives memory of it back by memory.reclaim (Linux 5.19), a piece of a megabyte. Returns false when there is no such file,
 * or no more to be had. */
bool reclaim_piece(void);
/* Whether the kernel takes that for private memory alone (swappiness=max, Linux 6.16). */
bool can_reclaim_private(void);
