/* Puts a passed socket in place of the program's own. */
#pragma once

#include "seccomp/trapped_call.h"
#include "service/service.h"

/* Replaces descriptor FD of the caller, its duplicates and its registrations in epoll sets. OLD is our duplicate of
 * the descriptor, or -1 where that is refused. Returns false when the program is to go on with its own socket. */
bool adopt(struct service *service, struct passed_socket *socket, int old, int fd, const struct call *call);

/* The same for a SOCKET that the program has adopted before, whose options stay what they are. Calls of other threads that
 * wait at the descriptor go on at SOCKET. */
bool give_back(struct service *service, struct passed_socket *socket, int old, int fd, const struct call *call);

/* The same for any SOCKET of ours, without a note that anything was adopted; FLAGS are descriptor_flags of FD. Returns
 * false with errno. */
bool put_in_place(struct service *service, int socket, int old, int fd, int flags, const struct call *call);
