/* Queries to sock_diag(7). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "kernel/uapi.h"

/* Returns false when it has seen enough. */
typedef bool visit_message(const void *message, size_t length, void *context);

struct query {
    struct nlmsghdr header;
    union {
        struct inet_diag_req_v2 inet;
        struct unix_diag_req un;
    };
};

/* Sends the first LENGTH bytes of the request in QUERY and calls VISIT with every answer. FLAGS are NLM_F_REQUEST,
 * for one socket, or NLM_F_REQUEST | NLM_F_DUMP. Returns false when the kernel does not answer. */
bool ask_diag(struct query *query, uint16_t flags, size_t length, visit_message *visit, void *context);

/* The bit of a state of netinet/tcp.h, such as TCP_ESTABLISHED; unix_diag uses the same numbers. */
#define TCP_STATE_BIT(number) (1U << (number))
#define ANY_TCP_STATE 0xffffffffU

/* Asks for the sockets of local port PORT. */
bool ask_inet(int family, int protocol, unsigned port, uint32_t states, visit_message *visit, void *context);

/* Asks for the TCP sockets that are connected to remote port PORT. */
bool ask_inet_to(int family, unsigned port, uint32_t states, visit_message *visit, void *context);

/* As ask_inet, of TCP, with an attribute INET_DIAG_INFO. */
bool ask_inet_info(int family, unsigned port, uint32_t states, visit_message *visit, void *context);

/* Asks for the TCP socket with exactly these two addresses. */
bool ask_connection(int family, const struct inet_diag_sockid *id, visit_message *visit, void *context);

/* Asks for the unix socket with this sockfs inode; SHOW says which attributes the answer is to have. */
bool ask_unix(ino_t inode, uint32_t show, visit_message *visit, void *context);

/* Finds the attribute TYPE among those that begin at OFFSET of the message; NULL when there is none. */
const struct nlattr *find_attribute(const void *data, size_t length, size_t offset, unsigned type);
