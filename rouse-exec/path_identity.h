/* Which file a path means: the directory it stands in and its name there. Two paths are the same socket when
 * both agree, however they are spelt and from whatever root they are seen. The inode of the socket file would
 * not do: a hard link of another name has it too. */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "address.h"

#define SOCKET_PATH_MAX (sizeof(((struct sockaddr_un *)0)->sun_path) + 1)

struct path_identity {
    bool known; /* false: the directory cannot be seen from here */
    dev_t device;
    ino_t directory;
    char name[SOCKET_PATH_MAX];
};

/* A path as a thread means it: from its root, its directory FROM (a descriptor of it, or AT_FDCWD), its mount
 * namespace. */
struct foreign_path {
    pid_t tid;
    int from;
    const char *text;
};

/* The path of a unix address, which need not end in a NUL. */
void copy_socket_path(const struct address *address, char path[SOCKET_PATH_MAX]);

/* As this process sees the path. */
struct path_identity identify_path(const struct address *address);
struct path_identity identify_foreign_path(const struct foreign_path *path);
bool same_path(const struct path_identity *a, const struct path_identity *b);

/* What stands behind the last slash. */
const char *last_part(const char *path);
/* The directory the path stands in, as O_PATH; -1 with errno. */
int open_parent(const struct foreign_path *path);
/* The file that the path leads to; an empty path is the descriptor FROM. False with errno. */
bool stat_foreign_path(const struct foreign_path *path, struct stat *status);
/* The same, but of a symbolic link the link itself. */
bool lstat_foreign_path(const struct foreign_path *path, struct stat *status);
