/* The program's own sd_notify(3), with --ready-check=notify: it gets a socket of ours in place of the manager's. */
#pragma once

#include <stdbool.h>

/* Returns the socket, and puts its name into our environment, which the program inherits; -1 with errno. */
int open_program_notify(void);

/* Takes the datagrams that have come. What processes of the program say goes on to the service manager at once, with its
 * descriptors: all but MAINPID=, since the manager's main process is ours, and READY=1 while HOLDS_READY. Returns whether
 * READY=1 was among it. */
bool relay_notifications(int fd, bool holds_ready);
