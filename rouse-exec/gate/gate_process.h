/* The process of the gate: it lives in the private namespaces, makes the private sockets there, and tries the checks. It
 * ends with the gate, or with rouse-exec. */
#pragma once

#include "service/service.h"

/* Runs it, in a child that has the other end of CHANNEL to rouse-exec. */
__attribute__((noreturn)) void keep_gate(const struct service *service, int channel);
