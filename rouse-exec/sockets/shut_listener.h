/* A passed TCP socket whose clients are refused for a while. */
#pragma once

#include "sockets/passed.h"

/* Shuts down a socket of --listen, which stays bound. Clients that wait there are reset. */
void shut_listener(struct passed_socket *socket);

/* To be called before listen(2), which revives the socket. */
void end_shut(struct passed_socket *socket);
