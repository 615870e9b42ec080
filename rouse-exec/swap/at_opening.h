/* The gate opens: in each process of the program that holds a private socket, the passed one takes its place, with its
 * duplicates and its registrations in epoll sets. The program stands still meanwhile, and sees nothing of it. */
#pragma once

#include "service/service.h"

/* Where a process cannot be reached at this moment, it is planned to be tried again. */
void open_gate(struct service *service);
