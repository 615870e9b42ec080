#pragma once

#include "address/format_address.h"
#include "sockets/passed.h"

#define PASSED_LABEL_MAX (SOCKET_NAME_MAX + ADDRESS_TEXT_MAX + 8)

/* Writes "'web' (127.0.0.1:80)", for messages; the address alone when that is the name as well. */
const char *label_passed(const struct passed_socket *socket, char text[PASSED_LABEL_MAX]);
