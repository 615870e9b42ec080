#include "sockets/inode_of.h"

#include <sys/stat.h>

ino_t inode_of(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0 ? status.st_ino : 0;
}
