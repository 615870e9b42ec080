/* Which file a path means: the directory that contains it, and its name there. Two paths are the same socket when
 * both agree, however they are spelt and from whatever root they are seen. The inode of the socket file would not do:
 * a hard link under another name has it too. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "address/address.h"
#include "paths/foreign_path.h"

#define SOCKET_PATH_MAX (sizeof(((struct sockaddr_un *)0)->sun_path) + 1)

struct path_identity {
    bool known; /* false: the directory cannot be seen from here */
    dev_t device;
    ino_t directory;
    char name[SOCKET_PATH_MAX];
};

/* Copies the path of a unix address, which need not end in a NUL. */
void copy_socket_path(const struct address *address, char path[SOCKET_PATH_MAX]);

/* Identifies the path as this process sees it. */
struct path_identity identify_path(const struct address *address);
struct path_identity identify_foreign_path(const struct foreign_path *path);
bool same_path(const struct path_identity *a, const struct path_identity *b);
