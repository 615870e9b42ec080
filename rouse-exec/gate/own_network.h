/* A network of our own, which has every address that a passed socket has, and nobody in it. */
#pragma once

#include <stdbool.h>

#include "address/address.h"

/* In a new network namespace: its loopback device is up. Returns false with errno. */
bool raise_loopback(void);

/* Gives the loopback device the address, unless it has it. Where that fails, a bind says so. */
void take_address(const struct address *address);
