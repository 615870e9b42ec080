#pragma once

#define SIGNAL_NAME_MAX 16

/* Returns the number of "SIGTERM", "TERM" or "15"; 0 for what is no signal. */
int parse_signal(const char *text);

/* Writes "SIGTERM", or "signal 40" for one that has no name here. */
const char *name_signal(int number, char text[SIGNAL_NAME_MAX]);
