/* The value of --one-of. */
#pragma once

#include <stdbool.h>

#define GROUP_NAME_MAX 64

/* A NAME, or /FOLDER/NAME: letters, digits and _ . : @ -, not first of them a sign, 64 at most. */
bool is_group(const char *text);
