#include "kernel/descriptor_walk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/process.h"
#include "kernel/threads.h"

static bool is_gone(char state) {
    return state == 0 || state == 'Z' || state == 'X';
}

/* The first thread of a process may have ended before the others; its table is empty then. */
static pid_t living_thread(pid_t pid) {
    struct thread_walk walk;
    pid_t tid = pid, next;
    if (!is_gone(state_of(pid, pid)))
        return pid;
    open_threads(&walk, pid);
    while (is_gone(state_of(pid, tid)) && (next = next_thread(&walk)))
        tid = next;
    close_threads(&walk);
    return tid;
}

bool open_descriptors(struct descriptor_walk *walk, pid_t pid) {
    char path[64];
    walk->tid = living_thread(pid);
    snprintf(path, sizeof path, "/proc/%d/fd", walk->tid);
    if (open_directory(&walk->directory, path))
        return true;
    if (is_gone(state_of(pid, walk->tid))) /* of a zombie, whoever is not root is told EACCES */
        errno = ESRCH;
    return false;
}

static enum descriptor_kind kind_of(const char *target, ino_t *inode) {
    *inode = 0;
    if (strncmp(target, "socket:[", 8) == 0) {
        *inode = strtoul(target + 8, NULL, 10);
        return DESCRIPTOR_SOCKET;
    }
    if (strcmp(target, "anon_inode:[eventpoll]") == 0)
        return DESCRIPTOR_EPOLL;
    return strcmp(target, "anon_inode:[io_uring]") == 0 ? DESCRIPTOR_IO_URING : DESCRIPTOR_OTHER;
}

bool next_descriptor(struct descriptor_walk *walk, struct open_descriptor *found) {
    const char *name;
    char target[64];
    ssize_t length;
    while ((name = next_name(&walk->directory))) {
        if ((length = readlinkat(walk->directory.fd, name, target, sizeof target - 1)) <= 0)
            continue;
        target[length] = 0;
        found->fd = atoi(name);
        found->kind = kind_of(target, &found->inode);
        return true;
    }
    return false;
}

bool next_socket(struct descriptor_walk *walk, int *fd, ino_t *inode) {
    struct open_descriptor found;
    while (next_descriptor(walk, &found)) {
        if (found.kind != DESCRIPTOR_SOCKET)
            continue;
        *fd = found.fd;
        *inode = found.inode;
        return true;
    }
    return false;
}

void close_descriptors(struct descriptor_walk *walk) {
    close_directory(&walk->directory);
}
