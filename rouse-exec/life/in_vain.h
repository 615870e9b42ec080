/* What is said when clients wait at a passed socket that the program does not hold. */
#pragma once

#include "service/service.h"

/* What the program listens on instead of SOCKET; NULL when that is nothing of its kind. */
const struct listener *find_instead(const struct service *service, const struct passed_socket *socket);

/* After ten seconds, whether or not a client waits. */
void say_missing(const struct service *service, const struct passed_socket *socket);

/* A client waits there though the gate is open, and the program uses io_uring: an accept through it may wait at the
 * private socket still. */
void say_unmoved(const struct passed_socket *socket);

/* A client waits there. END_S: the seconds until the program is ended for it; 0: it is not. */
void say_in_vain(const struct service *service, const struct passed_socket *socket, unsigned end_s);
