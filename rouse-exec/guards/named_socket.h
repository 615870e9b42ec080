/* Which passed socket a path argument names. */
#pragma once

#include "sockets/passed.h"

/* The passed socket at exactly this path: for what acts on a directory's entry. */
struct passed_socket *find_by_path(const struct passed_set *set, const struct foreign_path *path);
/* The one whose file the path leads to, through symbolic links and by any of its names. */
struct passed_socket *find_by_resolved_path(const struct passed_set *set, const struct foreign_path *path);
