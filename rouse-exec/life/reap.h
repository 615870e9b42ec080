/* The program's end, and who carries on. */
#pragma once

#include "service/service.h"

/* Collects what has ended, and lets the service know. */
void reap(struct service *service);
/* A program that ended well may have left a daemon: somebody who holds a passed socket, or will soon. The
 * daemon is then the program: signals go to it, and its status counts. */
bool has_become_daemon(struct service *service);
/* Until when a daemon that has bound nothing yet is waited for. */
uint64_t daemon_deadline(const struct service *service);
