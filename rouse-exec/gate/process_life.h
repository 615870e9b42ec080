/* The process that holds the private sockets and tries the checks (gate_process.h), as rouse-exec starts and ends it. */
#pragma once

#include "service/service.h"

/* Says why no client is kept from the program, and returns false with ERROR in errno. */
bool refuse_gate(const char *doing, int error);

/* Starts it, and takes a duplicate of each private socket. Returns false with errno, and has said why, when that cannot
 * be done; it may be there all the same. */
bool start_gate_process(struct service *service);

/* Waits for a process that has no exit signal and is about to end; after a second it is killed. */
void await_silent_end(pid_t pid);

/* It ends within a second, with all that it runs. May be called when there is none. */
void end_gate_process(struct gate *gate);
