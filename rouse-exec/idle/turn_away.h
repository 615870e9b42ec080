/* Ignored clients while the program sleeps. */
#pragma once

#include "service/service.h"

/* Accepts and closes those that wait at sockets of --listen, as long as nobody else waits there. Returns whether somebody
 * is left to wake the program for. */
bool is_client_left(const struct service *service);
