/* Before the stop signal, while the program stands still: each passed socket on which it accepts connections is taken out
 * of its hands (sockets/private_listener.h). This run does not get it back. */
#pragma once

#include "service/service.h"

/* Before the standstill, since it takes a millisecond. Does nothing for a program that the stop signal ends at once, which
 * accepts nothing any more, nor where connect(2) is not trapped: a program that connects to itself, so as to wake up,
 * would wake its own next run. */
void prepare_private_listeners(struct service *service);

bool has_private_listeners(const struct service *service);

/* Whether that can be done at this moment to a program that is in use. */
bool can_be_taken_away(const struct service *service);

/* Puts them in place. Where that fails, it is said once, and the program keeps what it has. */
void take_passed_away(struct service *service);

void close_private_listeners(struct service *service);
