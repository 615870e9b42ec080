/* Connections that processes of the program hold to its own passed socket (RabbitMQ to epmd): they are no use. */
#pragma once

#include "sockets/passed.h"

/* Returns LISTED, the number of connections that were made to the TCP socket SOCKET, without those whose other end is a
 * socket of a descendant of ours. Where that cannot be told it is LISTED. */
int without_own(const struct passed_socket *socket, int listed);
