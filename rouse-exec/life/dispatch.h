/* Which module answers which trapped call. */
#pragma once

#include "service/service.h"

/* Has the oldest call that was received (received.h) answered, and sends the answer. */
void handle_notification(struct service *service);

/* Closes the listener: no filtered process is left. */
void close_listener(struct service *service);
