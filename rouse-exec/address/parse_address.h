/* Socket addresses as text: the ADDR of the command line. */
#pragma once

#include "address/address.h"

/* Reads "[TYPE:]ADDR". TYPE is the socket type that it names, SOCK_STREAM without a prefix. Returns NULL, or what is
 * wrong, in words that can follow "the address 'TEXT' ". */
const char *parse_address(const char *text, struct address *address, int *type);
