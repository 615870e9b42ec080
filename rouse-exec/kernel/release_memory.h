/* A wait that may last for days, with no more memory than it needs. The buffers marked SCRATCH and the deeper part of the
 * stack are given back. The text stays in the page cache, with one window of 64 kB mapped: around each page that faults,
 * the kernel maps so much (fault_around_bytes). */
#pragma once

#include <poll.h>

/* As poll(2), but without errno. Under a seccomp filter, which might kill for madvise(2), it is poll(2). */
int poll_with_memory_released(struct pollfd *sources, nfds_t count, int timeout_ms);
