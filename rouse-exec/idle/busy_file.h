#pragma once

#include <stdbool.h>

#include "service/service.h"

/* Whether the file of --busy-file exists, as rouse-exec finds it; what cannot be told counts so. */
bool is_file_there(struct service *service, struct decision *decision);
