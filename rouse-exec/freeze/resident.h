/* How much of the program is in memory. */
#pragma once

#include <stdint.h>

/* Returns the resident memory of all descendants, in kB; a page that several of them share counts for each. */
uint64_t resident_kb(void);
