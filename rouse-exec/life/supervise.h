/* The life of a service, from the first look at its sockets to the exit status of rouse-exec. */
#pragma once

#include "service/service.h"

/* Returns when the service has ended. */
void supervise(struct service *service);
