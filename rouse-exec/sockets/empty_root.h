/* A place where a unix socket can have any path: an empty file system. The folders of the real path may be somebody
 * else's, who could lead root astray. For a process in a mount namespace of its own. */
#pragma once

#include <stdbool.h>

#include "address/address.h"

#define EMPTY_ROOT "/proc" /* every machine has it, and we need it no more, or mount it away again */

/* Mounts it. Returns false with errno. */
bool mount_empty_root(void);

/* Makes it the root of this process and binds FD to the path there. Returns false with errno. */
bool bind_in_root(int fd, const struct address *address);
