/* What the service manager is told (sd_notify(3)), with --ready. */
#pragma once

#include "service/service.h"

/* Takes NOTIFY_SOCKET for ourselves. Ends with a sentence and status 125 when it is no address. */
void take_notify_socket(void);

/* Says what state the service is in; nothing when no service manager listens. MAINPID= is never sent: systemd
 * can wait only for us. */
void announce_state(struct service *service);

/* Sends one datagram of assignments. */
void notify(const char *text);
