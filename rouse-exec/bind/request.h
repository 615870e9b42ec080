/* Reading a trapped call: what address it names, and on what socket. */
#pragma once

#include "bind/match.h"
#include "seccomp/trapped_call.h"

/* Our duplicate of the thread's socket; -1 with errno. */
int duplicate_socket(pid_t tid, int fd);
/* Family, type, protocol and IPV6_V6ONLY of our duplicate of a socket. */
void describe_socket(int fd, struct bind_request *request);

/* Fills in the socket that is to be bound. OLD gets our duplicate of it, or -1 where pidfd_getfd is refused:
 * then kind and family come from /proc, and REQUEST->v6only is a guess on the safe side. False: cannot be
 * told. */
bool read_bind_socket(const struct call *call, struct bind_request *request, int *old);
