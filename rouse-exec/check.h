#pragma once

#include <stdbool.h>

/* --check: tries the hand-over and prints what was found, one line per finding. False when rouse-exec cannot work. */
bool check_machine(void);
