/* The one place where the state of a service changes. */
#pragma once

#include "service/service.h"

void enter_state(struct service *service, enum state state);
