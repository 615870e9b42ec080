/* Clients that wait in an accept queue. */
#pragma once

#include <stdint.h>

#include "sockets/passed.h"

/* KNOWN, an earlier answer, when that client waits still; else another that waits; 0 when none does, or when
 * the kernel does not tell. */
uint64_t find_unaccepted(const struct passed_socket *socket, uint64_t known);
