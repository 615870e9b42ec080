/* An accept through io_uring that waits at a private socket is not moved: it waits at the socket itself, and not at the
 * number of a descriptor. */
#pragma once

#include "service/service.h"

/* Ends those that wait at the private sockets, in a program that runs and has the passed ones by now: what asks for
 * clients anew gets those of the passed socket. */
void end_accepts_of_private(struct service *service);
