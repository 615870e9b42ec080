/* The connections of a passed socket, as the kernel's list has them. */
#pragma once

#include "kernel/diag_query.h"
#include "sockets/passed.h"

#define CANNOT_TELL (-1)

/* Returns how many connections that were made to SOCKET are open or wait in its accept queue, counted up to LIMIT;
 * CANNOT_TELL when the kernel does not answer. A datagram socket has those
 * that the program connected beside it. */
int count_connections(const struct passed_socket *socket, int limit);

/* The same for any address, which sockets of TYPE are bound to. */
int count_connections_to(const struct address *address, int type, int limit);

/* In TIME_WAIT no client is connected; SYN_RECV is not a connection yet, and waits for the next run if need be. */
#define OPEN_STATES                                                                            \
    (TCP_STATE_BIT(TCP_ESTABLISHED) | TCP_STATE_BIT(TCP_FIN_WAIT1) | TCP_STATE_BIT(TCP_FIN_WAIT2) |        \
     TCP_STATE_BIT(TCP_CLOSE_WAIT) | TCP_STATE_BIT(TCP_LAST_ACK) | TCP_STATE_BIT(TCP_CLOSING))

/* Whether the socket of MESSAGE, in one of these states, is a client's. Inode 0: in ESTABLISHED and CLOSE_WAIT the
 * connection has not been accepted yet; in the closing states it is an orphan that the program has closed. */
bool is_open_connection(const struct inet_diag_msg *message);

/* Whether MESSAGE, one of inet_diag of which LENGTH bytes came, is of an open connection that was made to ADDRESS. */
bool is_open_to(const struct address *address, const struct inet_diag_msg *message, size_t length);
/* The same for the address of SOCKET. */
bool is_connection_to(const struct passed_socket *socket, const struct inet_diag_msg *message, size_t length);
/* The same for a message of unix_diag. */
bool is_unix_connection_to(const struct passed_socket *socket, const struct unix_diag_msg *message, size_t length);

/* Asks for all connected unix sockets, with their names and what SHOW says. */
bool ask_connected_unix(uint32_t show, visit_message *visit, void *context);
