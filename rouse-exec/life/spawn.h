/* Starts the program: a session of its own, the filter, a rehearsal of the hand-over, exec. */
#pragma once

#include "service/service.h"

/* Sets SERVICE->program and SERVICE->listener. Returns false, with errno, when the machine or a limit has no process or
 * descriptor to spare, which may pass. Ends with a sentence and status 125 when the hand-over does
 * not work here; a program that cannot be executed ends by itself with 126 or 127. */
bool start_program(struct service *service);

/* The same without a program: rehearses the hand-over in a child that ends at once. Returns false, after a sentence,
 * when it does not work here. */
bool rehearse_handover(struct service *service);

/* Replaces this process with the program; returns the exit status that says why it could not. */
int execute(char **program);

/* Takes the terminal back, so that Ctrl-C reaches us again once the program that had it is gone. */
void take_terminal_back(struct service *service);
