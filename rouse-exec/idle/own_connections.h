/* Connections that processes of the program hold to its own passed socket (RabbitMQ to epmd): they are no use. */
#pragma once

#include <stdbool.h>

#include "sockets/passed.h"

/* Returns LISTED, the number of connections that were made to the stream socket SOCKET, without those whose other end is a
 * socket of a descendant of ours. Where that cannot be told it is LISTED. */
int without_own(const struct passed_socket *socket, int listed);

/* Whether the unix socket INODE is the accepted end of one that without_own saw at its last call. */
bool is_accepted_end(ino_t inode);
