/* Options that make no sense together. */
#pragma once

#include "command_line/options.h"

/* Ends with one sentence and status 125 at the first of them. */
void refuse_contradictions(const struct options *options);
