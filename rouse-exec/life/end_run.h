/* The end of a run: everything that belonged to it is forgotten, and the next one is waited for, if one is to come. */
#pragma once

#include "service/service.h"

/* No process of the program is left. */
void end_run(struct service *service);
