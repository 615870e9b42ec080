#pragma once

#include "command_line/options.h"

/* "BIND=NAME"; ends with a sentence and status 125 when malformed. */
struct map_option parse_map(const char *text);
