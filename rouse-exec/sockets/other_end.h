/* The socket at the other end of a TCP connection, if it is in our network namespace. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "kernel/uapi.h"

/* One end of a TCP connection; IPv4 addresses are mapped, since an AF_INET6 socket shows them so. */
struct tcp_end {
    uint32_t local[4], remote[4];
    uint16_t local_port, remote_port;
    uint32_t interface; /* that a link-local address belongs to, or that the socket is bound to; 0: any */
};

struct other_end {
    ino_t inode; /* 0: there is none, or no process has it */
    uid_t user;
    uint64_t cgroup; /* of version 2 (Linux 5.8); 0: not known */
};

struct tcp_end read_end(const struct inet_diag_msg *message);

/* Asks the kernel, one by one: a list of them would take it through all its sockets. */
struct other_end find_other_end(const struct tcp_end *end);
