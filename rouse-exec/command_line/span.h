/* systemd time spans (systemd.time(7)): "90", "1min 30s", "1.5h", "infinity". */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define SPAN_NEVER 0

/* Microseconds; SPAN_NEVER for 0 and infinity. False when TEXT is no span. */
bool parse_span(const char *text, uint64_t *microseconds);
