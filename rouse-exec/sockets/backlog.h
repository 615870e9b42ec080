#pragma once

#include <limits.h>

/* The kernel lowers it to net.core.somaxconn; the constant SOMAXCONN is 128 or 4096, as the libc has it. */
#define LARGEST_BACKLOG INT_MAX

struct passed_socket;

/* The backlog that listen(2) was called with on a listening stream socket, as the kernel keeps it (capped
 * by net.core.somaxconn); LARGEST_BACKLOG where the kernel does not tell. */
int read_backlog(const struct passed_socket *socket);
