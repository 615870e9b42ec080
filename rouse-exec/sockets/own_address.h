/* A second socket of the address of a passed one, beside it. */
#pragma once

#include "sockets/passed.h"

/* Returns a socket that is bound to the address of PASSED and can be connected to PEER by the thread TID, whose user it
 * belongs to; -1 with errno: EXDEV when PASSED belongs to another network namespace. One for datagrams gets none that is
 * meant for PASSED. */
int open_own_socket(const struct passed_socket *passed, const struct address *peer, pid_t tid);

/* Connects OWN, which was opened for datagrams beside PASSED; false with errno. */
bool connect_datagrams(const struct passed_socket *passed, int own, const struct address *peer);

/* Moves the datagrams of PEER from the head of the queue of PASSED to that of OWN, which is not connected yet. They seem
 * to come from another port than they did. */
void move_datagrams(const struct passed_socket *passed, int own, const struct address *peer);
