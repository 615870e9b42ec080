/* Which module answers which trapped call. */
#pragma once

#include "service/service.h"

/* Receives a notification, has its call answered, and sends the answer. */
void handle_notification(struct service *service);

/* Closes the listener: no filtered process is left. */
void close_listener(struct service *service);
