/* What the service manager is told (sd_notify(3)), with --ready. */
#pragma once

#include <stddef.h>

/* Takes NOTIFY_SOCKET out of the environment, for ourselves. Ends with a sentence and status 125 when it is no
 * address. */
void take_notify_socket(void);

/* Sends one datagram of assignments. */
void notify(const char *text);
/* The same, with descriptors. */
void notify_with(const char *text, const int *descriptors, size_t count);
