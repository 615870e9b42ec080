/* What execvp(3) would run. */
#pragma once

#include <limits.h>

/* Returns 0, with the path in FILE, when NAME is a path to something executable or is found on PATH; else the errno
 * of execvp. With EACCES, FILE is the path that may not be executed. */
int locate_program(const char *name, char file[PATH_MAX]);

/* Returns 0, or after a sentence the exit status that says why: 126 or 127. */
int find_program(const char *name);

/* Prints why execve(2) of the program gave ENOENT. */
void explain_not_found(const char *name);

/* Prints why execve(2) of the program gave another ERROR. */
void explain_not_executable(const char *name, int error);
