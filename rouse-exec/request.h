/* Reading a trapped bind: what it asks for, and on what socket. */
#pragma once

#include "kernel.h"
#include "match.h"

/* The address the program passed. False when it cannot be read, or when no kernel would take it. */
bool read_bind_address(const struct notification *notification, struct address *address);

/* Fills in the socket itself. OLD gets our duplicate of it, or -1 where pidfd_getfd is refused: then kind
 * and family come from /proc, and REQUEST->v6only is a guess on the safe side. False: cannot be told. */
bool read_bind_socket(const struct notification *notification, struct bind_request *request, int *old);
