/* Opens a path as another thread means it: from its root, its working directory, its mount namespace. */
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

/* Returns what follows the last slash. */
const char *last_part(const char *path);
/* Copies what precedes the last slash, which is never empty: "." for a bare name, "/" for one in the root. */
void copy_directory(const char *path, char directory[PATH_MAX]);

/* Opens the directory that contains the path, as O_PATH; -1 with errno. */
int open_parent(const struct foreign_path *path);
/* Reads the status of the file that the path leads to; an empty path is the descriptor FROM. Returns false with
 * errno. */
bool stat_foreign_path(const struct foreign_path *path, struct stat *status);
/* The same, but for a symbolic link that of the link itself. */
bool lstat_foreign_path(const struct foreign_path *path, struct stat *status);
