/* Reads of memory that may fault for ever: with userfaultfd(2), a page comes when the program brings it, and whoever
 * reads it waits as the program would. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef bool read_function(pid_t tid, uint64_t address, void *buffer, size_t size);

/* Whether the memory of the program may fault so from now on. */
void set_may_fault_for_ever(bool may);
bool may_fault_for_ever(void);

/* Does the same as READ_THERE, and fails with EFAULT when that takes longer than a second. SIZE: at most PIPE_BUF. */
bool read_bounded(read_function *read_there, pid_t tid, uint64_t address, void *buffer, size_t size);
