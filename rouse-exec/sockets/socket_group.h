/* The group of the file of a unix socket: who may connect beside its owner. */
#pragma once

#include "command_line/parse_listen.h"

/* bind(2), by which the file gets the group of OPTION at once, as far as the kernel lets this user. Returns what
 * bind(2) does. */
int bind_in_group(int fd, const struct listen_option *option);

/* Gives the file the group if bind_in_group could not. Ends with a sentence and status 125 when that is not possible.
 * DIRECTORY is the one that the file is in. */
void require_group(int directory, const struct listen_option *option);
