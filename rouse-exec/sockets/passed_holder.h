/* Which process holds a passed socket now. */
#pragma once

#include <stdbool.h>

#include "sockets/passed.h"

/* Whether the thread has not ended. */
bool is_alive(pid_t tid);

/* Whether process PID has one of the sockets open, or what it holds in the place of one while it stops
 * (private_listener.h); a process that we may not look into counts as one that has. */
bool holds_any(const struct passed_set *set, pid_t pid);

/* The same, but a process that we may not look into does not count. */
bool is_seen_to_hold(const struct passed_set *set, pid_t pid);

/* Returns the passed socket that is open as descriptor FD in the thread's own table; NULL when none is. */
struct passed_socket *find_by_descriptor(const struct passed_set *set, pid_t tid, int fd);

/* Finds a descriptor of process PID that is the socket with this sockfs inode; -1 when none is, or we may not look. */
int descriptor_of_socket(pid_t pid, ino_t inode);

/* Whether a living descendant of ours has it open. */
bool is_held(struct passed_socket *socket);
