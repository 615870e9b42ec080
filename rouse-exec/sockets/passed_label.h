#pragma once

#include "address/format_address.h"
#include "sockets/passed.h"

#define PASSED_LABEL_MAX (SOCKET_NAME_MAX + ADDRESS_TEXT_MAX + 8)

#define PASSED_NAME_MAX (SOCKET_NAME_MAX + 4)

/* Writes " 'web'" for a message that names the address as well; nothing when the address is the name (--listen). */
const char *name_passed(const struct passed_socket *socket, char text[PASSED_NAME_MAX]);

/* Writes "'web' (127.0.0.1:80)", for messages; the address alone when that is the name as well. */
const char *label_passed(const struct passed_socket *socket, char text[PASSED_LABEL_MAX]);
