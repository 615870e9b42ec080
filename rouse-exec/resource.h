/* A descriptor that closes itself at the end of its scope. */
#pragma once

#include <errno.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

static inline void close_at_scope_end(int *fd) {
    int saved = errno;
    if (*fd >= 0)
        close(*fd);
    errno = saved;
}
#define SCOPED_FD __attribute__((cleanup(close_at_scope_end))) int

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Microseconds of CLOCK_MONOTONIC: a step of the wall clock moves no deadline. */
static inline uint64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000U + (uint64_t)now.tv_nsec / 1000U;
}
