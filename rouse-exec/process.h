/* What /proc says of other processes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "directory.h"

/* The command name, "?" when it cannot be read. */
const char *process_name(pid_t pid, char *name, size_t size);
/* The parent; 0 when PID is gone. */
pid_t parent_of(pid_t pid);
/* The thread group that the thread TID is of; 0 when it is gone. */
pid_t thread_group_of(pid_t tid);
/* Whose rights the thread has on files; (uid_t)-1 when it is gone. */
uid_t file_user_of(pid_t tid);
/* One letter, as in proc_pid_stat(5); 0 when it is gone. */
char state_of(pid_t pid, pid_t tid);

/* Whether the thread blocks signal NUMBER; true when it cannot be told. */
bool blocks_signal(pid_t tid, int number);

#define PROCESSES_MAX 4096

struct process_list {
    const pid_t *pids;
    size_t count; /* PROCESSES_MAX: there may be more */
};

/* All living descendants of this process, parents before their children. Lives until the next call. */
struct process_list list_descendants(void);

enum descriptor_kind { SOCKET, EPOLL_SET, IO_URING, OTHER };

struct open_descriptor {
    int fd;
    enum descriptor_kind kind;
    ino_t inode; /* of a socket, in sockfs */
};

struct descriptor_walk {
    struct directory directory;
};
/* False, with errno, when the descriptors of PID cannot be read. */
bool open_descriptors(struct descriptor_walk *walk, pid_t pid);
bool next_descriptor(struct descriptor_walk *walk, struct open_descriptor *found);
/* The next one that is a socket. */
bool next_socket(struct descriptor_walk *walk, int *fd, ino_t *inode);
void close_descriptors(struct descriptor_walk *walk);
