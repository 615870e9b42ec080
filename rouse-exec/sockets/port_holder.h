#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "address/address.h"

/* Writes "process 812 (nginx)" about who holds the port of ADDRESS. False when the kernel does not tell:
 * another user's process, another network namespace, or a unix socket. */
bool describe_port_holder(const struct address *address, int type, char *text, size_t size);
