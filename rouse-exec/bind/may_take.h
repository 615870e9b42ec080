/* Who is given a passed unix socket. Its mode and owner say who may connect, and a process below the program may run as
 * a user who may not: a worker that gave up root must not become the server of a socket that only root can reach. */
#pragma once

#include "service/service.h"

/* Whether thread TID may have SOCKET. For a unix path, once a passed socket was adopted, that is the process that
 * adopted the first one, a process of the same user, root, and whoever may connect. Says why not, once. */
bool may_take(const struct service *service, const struct passed_socket *socket, pid_t tid);
