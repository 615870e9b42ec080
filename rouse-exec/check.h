#pragma once

#include <stdbool.h>

/* --check: tries the hand-over and prints what was found, a line each. False when rouse-exec cannot work. */
bool check_machine(void);
