/* Which passed socket a path argument names. */
#pragma once

#include <limits.h>

#include "paths/path_identity.h"
#include "seccomp/trapped_call.h"
#include "sockets/passed.h"

struct path_argument {
    struct foreign_path path; /* its text is the one below */
    char text[PATH_MAX];
};

/* The path that argument AT of CALL points at. False when it cannot be read. */
bool read_path_argument(const struct call *call, int at, struct path_argument *argument);

/* The passed socket at exactly this path: for what acts on a directory's entry. */
struct passed_socket *find_named(const struct passed_set *set, const struct foreign_path *path);
/* The one whose file the path leads to, through symbolic links and by any of its names. */
struct passed_socket *find_meant(const struct passed_set *set, const struct foreign_path *path);
