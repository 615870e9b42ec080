/* Passed sockets of a port of which the program serves another one. Two listening sockets cannot be given to one
 * descriptor, so a program that binds one socket for both families, or speaks one of them only, leaves one out. */
#pragma once

#include "service/service.h"

/* Returns the socket of the same port that the program has bound in its stead, and has had long enough to bind both;
 * else NULL. */
const struct passed_socket *find_served(const struct service *service, const struct passed_socket *left_out);

void say_left_out(const struct service *service, const struct passed_socket *left_out,
                  const struct passed_socket *served);

/* Refuses the clients of the sockets of --listen that are left out, until the end of the run or until the program
 * listens on them: a client that connects to a name tries its other address then, and no client waits for ever. */
void refuse_left_out(struct service *service);

/* Returns when refuse_left_out has something to do, as now_us() counts; 0: never. */
uint64_t when_to_refuse(const struct service *service);
