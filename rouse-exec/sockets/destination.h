/* Where a connection of the program to an IP address would arrive. */
#pragma once

#include "sockets/passed.h"

/* Finds the passed stream socket in whose queue a connection to DESTINATION would end; NULL when there is none. */
struct passed_socket *find_destination(const struct passed_set *set, const struct address *destination);
