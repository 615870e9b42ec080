/* Which module answers which trapped call. */
#pragma once

#include "service/service.h"

/* Receives one, has it answered, and sends the answer. */
void handle_notification(struct service *service);

/* No filtered process is left. */
void close_listener(struct service *service);
