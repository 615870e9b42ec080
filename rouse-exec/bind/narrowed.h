/* Datagram servers that bind the wildcard and one address of a port (ntpd, which throws away what comes in at the first).
 * Both take the one socket that was passed, and each would see half of the datagrams: so once the address itself is
 * bound, the socket of the wildcard hears nobody. Others bind the address for one client, and connect that socket: the
 * one of the wildcard then hears everybody else. */
#pragma once

#include "bind/request.h"
#include "seccomp/trapped_call.h"
#include "service/service.h"

/* Before SOCKET is adopted for REQUEST: remembers a wildcard bind, and ends the one that came before its address. */
void part_datagrams(struct service *service, struct passed_socket *socket, const struct bind_request *request,
                    const struct call *call);

/* Once the caller has connected the socket that it bound to the address: gives the one of the wildcard SOCKET back. */
void rejoin_datagrams(struct service *service, struct passed_socket *socket, const struct call *call);
