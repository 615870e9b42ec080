#pragma once

#include <limits.h>
#include <sys/types.h>

#include "address/address.h"

/* The kernel lowers it to net.core.somaxconn; the constant SOMAXCONN is 128 or 4096, depending on the libc. */
#define LARGEST_BACKLOG INT_MAX

/* Returns the backlog that listen(2) was called with on the listening stream socket FD, as the kernel keeps it
 * (capped by net.core.somaxconn); LARGEST_BACKLOG where the kernel does not say. */
int read_backlog(int fd, const struct address *address, ino_t inode);
