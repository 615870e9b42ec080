/* Where the services of a group keep their tickets. */
#pragma once

#define FOLDER_PROBLEM_MAX 512

/* Opens the folder of GROUP (--one-of), for reading, and makes it when it is missing. Returns -1 with a clause in PROBLEM. */
int open_group(const char *group, char problem[FOLDER_PROBLEM_MAX]);
