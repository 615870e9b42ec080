/* Clients that wait in an accept queue. */
#pragma once

#include <stdint.h>

#include "sockets/passed.h"

/* Returns KNOWN, an earlier answer, while that client still waits; else another client that waits; 0 when none does,
 * or when the kernel does not say. */
uint64_t find_unaccepted(const struct passed_socket *socket, uint64_t known);
