/* When a started program serves: it has adopted the passed sockets and listens on them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "service/service.h"

/* Whether it listens on all of them; or on some, after ten seconds, with a warning that names the others. */
bool is_ready(struct service *service);

/* When is_ready is to be asked again although nothing happened; 0 means never. */
uint64_t readiness_deadline(const struct service *service);
