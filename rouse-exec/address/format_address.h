#pragma once

#include "address/address.h"

#define ADDRESS_TEXT_MAX 512

/* Writes "127.0.0.1:80", "[::1]:80", "/path" or "@name", with bytes that no terminal should see as "\xNN". */
const char *format_address(const struct address *address, char text[ADDRESS_TEXT_MAX]);

/* Returns "tcp", "udp", "unix", "unix-dgram" or "unix-seqpacket"; "other" for what rouse-exec does not know. */
const char *type_name(int family, int type);
