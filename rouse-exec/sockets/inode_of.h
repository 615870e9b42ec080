#pragma once

#include <sys/types.h>

/* Returns the inode of what is open here as FD; 0 when nothing is. */
ino_t inode_of(int fd);
