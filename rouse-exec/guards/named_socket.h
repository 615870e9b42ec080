/* Which passed socket a path argument names. */
#pragma once

#include "seccomp/ioctls.h"
#include "sockets/passed.h"

/* Finds the passed socket at exactly this path, for calls that act on a directory entry. */
struct passed_socket *find_by_path(const struct passed_set *set, const struct foreign_path *path);
/* Finds the passed socket whose file the path leads to, through symbolic links and by any of the file's names. */
struct passed_socket *find_by_resolved_path(const struct passed_set *set, const struct foreign_path *path);

/* The answer to a call on the file of SOCKET, which stays as it is: success, or ENOENT if somebody has removed it. */
struct answer answer_untouched(const struct passed_socket *socket);
