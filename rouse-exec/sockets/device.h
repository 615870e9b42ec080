/* The network device that a socket is bound to (SO_BINDTODEVICE). */
#pragma once

#include "sockets/passed.h"

/* Whether SOCKET takes clients of no other device than the program's own socket FROM would; else one line says so. */
bool is_of_device(int from, const struct passed_socket *socket);
