/* The descriptors of this process. */
#pragma once

#include <stddef.h>

/* Closes all but the KEPT ones: a child that goes on without being another program keeps nothing of its parent's open. */
void close_descriptors_but(const int *kept, size_t count);

/* Puts /dev/null in the place of stdin, stdout and stderr. */
void leave_standard_streams(void);
