/* Which file a unix socket path means: the directory it stands in and its name there. Two paths are the
 * same socket when both agree, however they are spelt and from whatever root they are seen. The inode of
 * the socket file would not do: a hard link of another name has it too. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "address.h"

struct path_identity {
    bool known; /* false: the directory cannot be seen from here */
    dev_t device;
    ino_t directory;
    char name[sizeof(((struct sockaddr_un *)0)->sun_path) + 1];
};

/* As this process sees the path. */
struct path_identity identify_path(const struct address *address);
/* As the thread TID sees it: its root, its working directory, its mount namespace. */
struct path_identity identify_path_of(pid_t tid, const struct address *address);
bool same_path(const struct path_identity *a, const struct path_identity *b);
