/* Whether those who wait in an accept queue still want something: a connection stays there when its client has gone. */
#pragma once

#include <stdbool.h>

#include "sockets/passed.h"

enum waiting {
    WAITING_NOBODY,
    WAITING_GONE,     /* whoever is in the queue has closed its socket, or at least its side of the connection */
    WAITING_SOMEBODY,
    WAITING_UNKNOWN,  /* datagrams, or a socket that sock_diag(7) does not show us */
};

enum waiting who_waits(const struct passed_socket *socket);

/* While no process of the program is there: takes out of the queue who has gone, and whom we cannot tell. Returns false
 * when somebody has come meanwhile, who stays there. */
bool drop_waiting(const struct passed_socket *socket);
