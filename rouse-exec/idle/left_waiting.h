/* A client that waits in the accept queue of a program that does not accept it. It keeps the program awake, even if it
 * has gone: over TCP one that has closed its socket and one that has only said all it has to say look the same, and the
 * second waits for its answer. */
#pragma once

#include "service/service.h"

/* Says once in each run that one has waited there for a whole idle time. Called at each look. */
void explain_left_waiting(const struct service *service, struct passed_socket *socket);
