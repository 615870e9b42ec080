/* Calls of other threads that wait at a socket. They hold the socket itself, and do not notice that another one has
 * taken its number. A process that is stopped and continued begins them anew, by that number (signal(7)). */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Returns another thread of the process of TID that waits in accept or recv at the socket with this sockfs inode, or in
 * poll or select, at whatever it may be; 0 when there is none. An epoll set is told of another socket otherwise. */
pid_t find_waiting(pid_t tid, ino_t inode);
/* The same once the socket INODE has taken the number of another one, which a thread that runs may have looked up just
 * before, and which it goes to sleep in by now. */
pid_t find_late(pid_t tid, ino_t inode);
/* Whether we may stop and continue the process of TID. */
bool may_restart_calls(pid_t tid);
/* Stops it, beginning with its thread WAITING, and continues it once all threads but TID stand; after 5 s at most. */
void restart_calls(pid_t tid, pid_t waiting);
