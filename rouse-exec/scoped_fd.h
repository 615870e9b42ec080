/* A descriptor that closes itself at the end of its scope. */
#pragma once

#include <errno.h>
#include <unistd.h>

static inline void close_at_scope_end(int *fd) {
    int saved = errno;
    if (*fd >= 0)
        close(*fd);
    errno = saved;
}
#define SCOPED_FD __attribute__((cleanup(close_at_scope_end), unused)) int
