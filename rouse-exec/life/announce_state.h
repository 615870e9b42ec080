#pragma once

#include "service/service.h"

/* Says what state the service is in; nothing when no service manager listens. MAINPID= is never sent: systemd
 * can wait only for us. */
void announce_state(struct service *service);
