/* Opening a path as another thread means it: from its root, its working directory, its mount namespace. */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

struct foreign_path {
    pid_t tid;
    int from; /* the directory that a relative path starts at: a descriptor of the thread, or AT_FDCWD */
    const char *text;
};

/* What stands behind the last slash. */
const char *last_part(const char *path);
/* What stands before it, never empty: "." for a bare name, "/" for one in the root. */
void copy_directory(const char *path, char directory[PATH_MAX]);

/* The directory the path stands in, as O_PATH; -1 with errno. */
int open_parent(const struct foreign_path *path);
/* The file that the path leads to; an empty path is the descriptor FROM. False with errno. */
bool stat_foreign_path(const struct foreign_path *path, struct stat *status);
/* The same, but of a symbolic link the link itself. */
bool lstat_foreign_path(const struct foreign_path *path, struct stat *status);
