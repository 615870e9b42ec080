/* The ready checks, in a process of their own: each of them waits. */
#pragma once

#include "command_line/parse_check.h"
#include "gate/message.h"
#include "sockets/passed.h"

/* Tries CHECK at the private socket OWN of SOCKET. Where it fails, TEXT gets how: "answered 503". */
bool passes_check(const struct ready_check *check, const struct passed_socket *socket, int own, char text[GATE_TEXT_MAX]);
