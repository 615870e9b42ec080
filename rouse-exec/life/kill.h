/* What has not ended in its time. */
#pragma once

#include "service/service.h"

/* Kills the program and all that is left of it, or tells it once more to stop where it may have missed that. */
void kill_all(struct service *service);
