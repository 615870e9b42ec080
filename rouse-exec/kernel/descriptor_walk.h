/* The open descriptors of a process, as /proc/PID/fd shows them. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "kernel/directory.h"

enum descriptor_kind { DESCRIPTOR_SOCKET, DESCRIPTOR_EPOLL, DESCRIPTOR_IO_URING, DESCRIPTOR_OTHER };

struct open_descriptor {
    int fd;
    enum descriptor_kind kind;
    ino_t inode; /* of a socket, in sockfs */
};

struct descriptor_walk {
    struct directory directory;
    pid_t tid; /* whose table it is */
};
/* Opens the descriptors of a process, or of one thread. Returns false, with errno, when they cannot be read. */
bool open_descriptors(struct descriptor_walk *walk, pid_t pid);
bool next_descriptor(struct descriptor_walk *walk, struct open_descriptor *found);
/* Finds the next one that is a socket. */
bool next_socket(struct descriptor_walk *walk, int *fd, ino_t *inode);
void close_descriptors(struct descriptor_walk *walk);
