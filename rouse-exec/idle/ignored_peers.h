/* The clients of a unix socket whose connections are no use. */
#pragma once

#include "idle/connection_ends.h"

/* Notes in the list of a unix socket which clients are ignored, by the accepted ends that the program holds. */
void find_ignored_peers(struct connection_ends *ends);
