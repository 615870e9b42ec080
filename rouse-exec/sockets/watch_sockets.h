/* --lazy: no program runs, and the sockets are ours to watch. */
#pragma once

#include "sockets/passed.h"

/* Returns a descriptor that is readable as long as a client waits at one of the passed sockets. */
int watch_sockets(const struct passed_set *set);
