#pragma once

#include "service/service.h"

/* Tells the service manager the state of the service, if one listens. MAINPID= is never sent: systemd can wait only
 * for us. */
void announce_state(struct service *service);
