/* What execvp(3) would run. */
#pragma once

#include <limits.h>

/* 0, with the path in FILE, when NAME is a path to, or a name on PATH of, something executable; else the errno
 * of execvp. */
int locate_program(const char *name, char file[PATH_MAX]);

/* 0, or after a sentence the exit status that tells it: 126 or 127. */
int find_program(const char *name);
