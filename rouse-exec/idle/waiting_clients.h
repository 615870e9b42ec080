/* The clients that wait in an accept queue, and whether they are ignored. */
#pragma once

#include <stdbool.h>

#include "command_line/options.h"
#include "sockets/passed.h"

struct waiting_clients {
    unsigned ignored;
    bool others; /* somebody else waits, or is about to, or nobody can tell */
};

struct waiting_clients list_waiting(const struct passed_socket *socket, const struct use_options *rules);

/* Whether somebody waits there who is not ignored. */
bool does_client_wait(const struct passed_socket *socket, const struct use_options *rules);
