#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "address/address.h"

/* Writes "process 812 (nginx)", the holder of the port of ADDRESS. Returns false when the kernel does not say: a
 * process of another user, another network namespace, or a unix socket. */
bool describe_port_holder(const struct address *address, int type, char *text, size_t size);
