/* The two families of a TCP port, when a socket of only one of them was passed. A program that binds 0.0.0.0 and [::], or
 * the addresses of "localhost", must not open to more networks than the user wrote, and the clients of the passed
 * socket must not wait in vain. Loopback stands for loopback only; a wildcard takes what is no wider. */
#pragma once

#include <stdbool.h>

#include "bind/request.h"
#include "sockets/passed.h"

/* Whether the clients of both speak the same family. */
bool is_of_its_family(const struct passed_socket *socket, const struct bind_request *request);

/* Whether the program asks for one socket with the clients of both: [::] without IPV6_V6ONLY. */
bool is_for_both_families(const struct bind_request *request);

/* Whether the passed socket stands in for the other family: the program's own is an IPv6 socket, whose owners cope with
 * IPv4 peers. */
bool fits_other_family(const struct passed_socket *socket, const struct bind_request *request);

/* Whether an IPv4 bind is to be put aside (aside.h) in favour of this IPv6 socket, which an IPv4 program would misread. */
bool stands_in_its_stead(const struct passed_socket *socket, const struct bind_request *request);

/* Whether the program asks for loopback, and the passed socket is the other family's wildcard. */
bool is_wider_of_other_family(const struct passed_socket *socket, const struct bind_request *request);
