/* Putting a passed socket in place of the program's own. */
#pragma once

#include "seccomp/trapped_call.h"
#include "service/service.h"

/* Replaces descriptor FD of the caller, its duplicates and its registrations in epoll sets. OLD: our duplicate
 * of it, -1 where that is refused. False when the program is to go on with its own socket. */
bool adopt(struct service *service, struct passed_socket *socket, int old, int fd, const struct call *call);

/* Puts SOCKET in place of descriptor FD of the thread that waits. False with errno. */
bool replace_descriptor(int listener, uint64_t id, int fd, int socket, bool close_on_exec);
