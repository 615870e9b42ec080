/* A wait that may last for days, with next to none of the program's text mapped: one window of 64 kB, since the kernel
 * maps what lies around the page that faults as well (fault_around_bytes). */
#pragma once

#include <poll.h>

/* As poll(2). Under a seccomp filter, which might kill for madvise(2), it is poll(2). */
int poll_with_text_released(struct pollfd *sources, nfds_t count, int timeout_ms);
