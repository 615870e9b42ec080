#pragma once

/* Returns the number of "SIGTERM", "TERM" or "15"; 0 for what is no signal. */
int parse_signal(const char *text);
