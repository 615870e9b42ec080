/* Connections that processes of the program hold to its own passed socket (RabbitMQ to epmd): they are no use. */
#pragma once

#include <stdbool.h>

#include "idle/quiet.h"
#include "sockets/passed.h"

/* Returns how many connections to the stream socket SOCKET are use, and of clients: those, counted up to LIMIT, whose
 * other end is no socket of a descendant of ours. Where that cannot be told, all are. CANNOT_TELL when the kernel does not
 * list them. ANY tells whether there is one at all. */
int count_clients(struct passed_socket *socket, int limit, struct use_count *use, bool *any);

/* What was found out before is not believed at the next call of count_clients. */
void forget_whose(const struct passed_set *set);

/* Whether the unix socket INODE is the accepted end of one that count_clients saw at its last call. */
bool is_accepted_end(ino_t inode);
