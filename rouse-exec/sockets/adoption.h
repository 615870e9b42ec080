/* An adoption lasts as long as a process of the program holds the socket. No call tells us its end: a descriptor is
 * closed in many ways. So it is looked up when it matters. */
#pragma once

#include "sockets/passed.h"

/* The thread TID got SOCKET as its descriptor FD. */
void begin_adoption(struct passed_socket *socket, pid_t tid, int fd);

/* Looks up which of the sockets that were adopted are still held. Returns whether anything is not as it was. */
bool refresh_adoptions(struct passed_set *set);

/* Returns when a socket that was bound counts as one on which the program listens; 0: never. A program that asks for
 * SO_ACCEPTCONN finds it set, and calls no listen (HAProxy). */
uint64_t when_to_assume_listening(const struct passed_socket *socket);
/* Returns whether that time has come for any of them. */
bool assume_listening(struct passed_set *set);

bool is_any_adopted(const struct passed_set *set);
