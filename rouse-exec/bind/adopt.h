/* Puts a passed socket in place of the program's own. */
#pragma once

#include "seccomp/trapped_call.h"
#include "service/service.h"

/* Replaces descriptor FD of the caller, its duplicates and its registrations in epoll sets. OLD is our duplicate of
 * the descriptor, or -1 where that is refused. Returns false when the program is to go on with its own socket. */
bool adopt(struct service *service, struct passed_socket *socket, int old, int fd, const struct call *call);
