/* The sockets on which the program listens, beside the passed ones. */
#pragma once

#include "sockets/passed.h"

struct listener {
    struct address address;
    int type;
};

/* Finds listening sockets, and bound datagram sockets, of the same type as a passed socket that the program does not
 * hold: what it may have bound instead. Returns how many are in FOUND, each once. Those of processes that we may not
 * look into are missing. */
size_t find_listeners(const struct passed_set *set, struct listener *found, size_t room);
