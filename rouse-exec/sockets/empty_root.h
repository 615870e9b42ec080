/* A place where a unix socket can have any path: an empty file system. The folders of the real path may be somebody
 * else's, who could lead root astray. For a process in a mount namespace of its own. */
#pragma once

#include <stdbool.h>

#include "address/address.h"

#define EMPTY_ROOT "/proc" /* every machine has it, and we need it no more, or mount it away again */

/* Mounts it. Returns false with errno. */
bool mount_empty_root(void);

/* Binds FD to the path there, in a child whose root it becomes; in a mount namespace of the child's own if ALONE. Returns
 * false with errno. */
bool bind_in_empty_root(int fd, const struct address *address, bool alone);
