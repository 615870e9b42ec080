#pragma once

#include <stdint.h>
#include <time.h>

/* Returns microseconds of CLOCK_MONOTONIC: a step of the wall clock moves no deadline. */
static inline uint64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000U + (uint64_t)now.tv_nsec / 1000U;
}

/* Returns the earlier of two deadlines; 0 means none. */
static inline uint64_t earlier(uint64_t a, uint64_t b) {
    return a == 0 ? b : b == 0 || a < b ? a : b;
}
