/* The sockets of a report. */
#pragma once

#include "report/json.h"
#include "service/service.h"

/* The passed ones, the binds that took none of them, and what the program listens on instead. */
void put_sockets(struct json *out, const struct service *service);

/* --learn: what the program has bound. */
void put_learned(struct json *out, const struct service *service, int64_t wall);
