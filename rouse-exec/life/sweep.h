/* Ends what the program's first process has left behind. */
#pragma once

#include "service/service.h"

/* Tells those that still serve to stop, with --stop-signal, where the first process was told to end and cannot tell them
 * any more (a shell without exec); after a failure, everybody with SIGTERM. */
void begin_sweep(struct service *service);

/* Tells the others, once nobody is left that holds a passed socket, or serves a client at a stop from outside. To be
 * called when a process has ended, and now and then. */
void go_on_sweeping(struct service *service);

/* Kills whatever is left, and says so. */
void kill_left(struct service *service);
