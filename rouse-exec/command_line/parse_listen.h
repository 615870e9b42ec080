#pragma once

#include "command_line/options.h"

/* "ADDR[,name=N][,mode=0600]"; ends with a sentence and status 125 when malformed. Without a name the
 * socket is named by its ADDR. */
struct listen_option parse_listen(const char *text);
