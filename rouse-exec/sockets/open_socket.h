/* --listen: rouse-exec makes the socket itself. */
#pragma once

#include "command_line/options.h"
#include "sockets/passed.h"

/* Makes a socket, binds it and listens, as a new member of SET. Ends with a sentence and status 125 when it cannot. */
void open_socket(struct passed_set *set, const struct listen_option *option, const struct options *options);
