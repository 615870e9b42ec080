/* The start of a run. */
#pragma once

#include "service/service.h"

/* Starts the program, now. */
void start_service(struct service *service);
/* The time to try again has come. */
void look_again(struct service *service);
