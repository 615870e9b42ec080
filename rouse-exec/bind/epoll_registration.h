/* The epoll sets that knew the program's own socket before bind (Netty's native transport, Boost.Asio): the
 * passed socket is registered there in its place, with the same events and data. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct registration {
    int set; /* the program's descriptor of the epoll set */
    int fd;  /* the descriptor number under which the socket was added */
    uint32_t events;
    uint64_t data;
};

#define REGISTRATIONS_MAX 16
struct registrations {
    size_t count;
    bool more; /* there were more than there is room for */
    struct registration list[REGISTRATIONS_MAX];
};

/* Never inline: its buffer would lie on the stack under everything that adopting calls. Adds the registrations in
 * epoll set SET of thread TID that are of the socket with this sockfs inode. */
__attribute__((noinline)) void collect_registrations(pid_t tid, int set, ino_t inode, struct registrations *found);

/* OLD and FRESH are our descriptors: the socket that was registered, and the one to register. */
void move_registrations(pid_t tid, const struct registrations *found, int old, int fresh);
