/* The socket that a trapped call is about. */
#pragma once

#include <stdbool.h>

#include "address/address.h"
#include "paths/path_identity.h"
#include "seccomp/trapped_call.h"

/* The program's own socket, and the address that it asks for. */
struct bind_request {
    struct address address;
    int family, type, protocol;
    bool v6only;
    struct path_identity path; /* of a unix path */
};

/* Returns our duplicate of the thread's socket; -1 with errno. */
int duplicate_socket(pid_t tid, int fd);
/* Reads family, type, protocol and IPV6_V6ONLY of our duplicate of a socket. */
void describe_socket(int fd, struct bind_request *request);

/* Fills in the socket that is to be bound. OLD gets our duplicate of it, or -1 where pidfd_getfd is refused: then
 * type and family come from /proc, and REQUEST->v6only is a guess on the safe side. Returns false when the socket
 * cannot be identified. */
bool read_bind_socket(const struct call *call, struct bind_request *request, int *old);
