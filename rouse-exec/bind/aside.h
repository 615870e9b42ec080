/* IPv4 binds of a port for which only an IPv6 socket was passed. A program that binds both families must be able to,
 * and an IPv4 program on an IPv6 socket misreads its clients: nginx resets every connection (ngx_sock_ntop). So the
 * program's own IPv4 socket is bound to a loopback address that nobody uses, and hears nobody there. */
#pragma once

#include "bind/request.h"
#include "seccomp/trapped_call.h"
#include "service/service.h"

/* Binds OLD, our duplicate of the program's socket, aside. STEAD is the IPv6 socket of that port. Returns false when the
 * kernel does not let us. */
bool put_aside(struct service *service, struct passed_socket *stead, const struct bind_request *request, int old,
               const struct call *call);

/* Returns a bound socket of the family of LIKE that hears nobody; -1 when it cannot be made. */
int make_silent_socket(const struct address *like, int type);

/* When a program that bound only IPv4 is told so; 0: never. */
uint64_t aside_deadline(const struct service *service);
void explain_asides(struct service *service);
