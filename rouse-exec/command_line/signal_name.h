#pragma once

/* "SIGTERM", "TERM" or "15" as a number; 0 when it is none. */
int parse_signal(const char *text);
