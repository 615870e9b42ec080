/* Passed sockets of a port of which the program serves another one. Two listening sockets cannot be given to one
 * descriptor, so a program that binds one socket for both families, or speaks one of them only, leaves one out. */
#pragma once

#include "service/service.h"

/* Returns the socket of the same port that the program has bound in the place of this one; else NULL. */
const struct passed_socket *find_served(const struct passed_socket *left_out);

/* Once all sockets are known: so that find_served, which is asked at each trapped call, need not look at all of them. */
void link_ports(const struct passed_set *set);

/* When a program that binds both at its start would have bound this one too; 0: it has, or it serves neither. */
uint64_t when_left_out(const struct passed_socket *socket);

/* Whether that time has come: the program serves the port, and nobody waits for this socket to call it ready. */
bool is_left_out(const struct passed_socket *socket);

void say_left_out(const struct passed_socket *left_out, const struct passed_socket *served);

/* Says of each socket for which the program has had long enough that it is left out. The clients of those of --listen
 * are refused, until the end of the run or until the program listens on them: a client that connects to a name tries
 * its other address then, and no client waits for ever. */
void settle_left_out(struct service *service);

/* Returns when settle_left_out has something to do, as now_us() counts; 0: never. */
uint64_t when_to_settle(const struct service *service);
