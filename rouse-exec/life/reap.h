/* The end of the program, and which process carries on. */
#pragma once

#include "service/service.h"

/* Reaps what has ended, and hands the events to the service. */
void reap(struct service *service);
/* A program that ended well may have left a daemon: a process that holds a passed socket, or soon will. The daemon is
 * then the program: signals go to it, and its status counts. */
bool has_become_daemon(struct service *service);
/* Returns until when to wait for a daemon that has bound nothing yet; 0: the program lives. */
uint64_t daemon_deadline(const struct service *service);
