/* A passed TCP socket whose clients are refused for a while. */
#pragma once

#include "sockets/passed.h"

/* Shuts down a socket of --listen, which stays bound. Clients that wait there are reset. */
void shut_listener(struct passed_socket *socket);

/* Listens again; returns false with errno. SOCKET may also listen already: then only its backlog changes. At no moment
 * can another user bind the address and listen there. */
bool revive_listener(struct passed_socket *socket, int backlog);
