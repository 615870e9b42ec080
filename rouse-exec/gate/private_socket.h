/* In the process of the gate: the sockets on which the program practises. Each has the address of the passed one, in
 * namespaces in which nobody else is, since programs keep what getsockname(2) says. */
#pragma once

#include <stdint.h>

#include "sockets/passed.h"

/* Enters the namespaces. Where that is refused, private sockets are of other addresses of this machine. */
void enter_private_namespaces(const struct passed_set *set);

/* Returns a bound socket like SOCKET, which does not listen; -1 with errno. */
int open_private_socket(const struct passed_socket *socket);

/* Once all are there: the real paths of unix sockets lead to the private ones from now on. */
void show_private_paths(const struct passed_set *set);

/* Returns a new socket that is connected to the private one OWN of SOCKET; -1 with errno. Where the program accepts nobody,
 * and its queue is full, that takes PATIENCE_US: then one of TCP goes on connecting, and errno is EINPROGRESS; else 0. */
int connect_private_socket(const struct passed_socket *socket, int own, uint64_t patience_us);
