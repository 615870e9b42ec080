/* systemd time spans (systemd.time(7)): "90", "1min 30s", "1.5h", "infinity". */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define SPAN_NEVER 0

/* Sets microseconds; SPAN_NEVER for 0 and infinity. Returns false when TEXT is not a span. */
bool parse_span(const char *text, uint64_t *microseconds);
