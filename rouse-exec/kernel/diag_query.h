/* Asking sock_diag(7). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "kernel/kernel.h"

/* Returns false when it has seen enough. */
typedef bool visit_message(const void *message, size_t length, void *context);

struct query {
    struct netlink_header header;
    union {
        struct inet_diag_request inet;
        struct unix_diag_request un;
    };
};

/* Sends the first LENGTH bytes of the request in QUERY and shows VISIT every answer. FLAGS are
 * NETLINK_REQUEST_DUMP or NETLINK_REQUEST_ONE. False when the kernel does not answer. */
bool ask_diag(struct query *query, uint16_t flags, size_t length, visit_message *visit, void *context);

#define STATE(number) (1U << (number))
#define ANY_STATE 0xffffffffU

/* The sockets of local port PORT. */
bool ask_inet(int family, int protocol, unsigned port, uint32_t states, visit_message *visit, void *context);

/* The unix socket with this sockfs inode; SHOW says which attributes the answer is to have. */
bool ask_unix(ino_t inode, uint32_t show, visit_message *visit, void *context);

/* The attribute TYPE among those that begin at OFFSET of the message; NULL when there is none. */
const struct netlink_attribute *find_attribute(const void *data, size_t length, size_t offset, unsigned type);
