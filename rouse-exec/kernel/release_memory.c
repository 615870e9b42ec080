#include "kernel/release_memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#define PAGE_BYTES 4096 /* where pages are larger, the kernel says EINVAL or takes whole ones */
#define DEEPEST 131072  /* more of the stack than we ever use */

/* Symbols of the linker. What lies between the first two is never written. */
extern const char __executable_start[], etext[];
/* Of layout.ld; NULL in other builds. */
extern const char scratch[] __attribute__((weak)), scratch_end[] __attribute__((weak));

__attribute__((always_inline)) static inline void release(const char *begin, const char *end) {
    uintptr_t first = (uintptr_t)begin & -(uintptr_t)PAGE_BYTES, last = (uintptr_t)end & -(uintptr_t)PAGE_BYTES;
    if (first < last)
        madvise((void *)first, last - first, MADV_DONTNEED);
}

/* The page below this frame is that of the calls to come. */
__attribute__((always_inline)) static inline void release_stack(void) {
    const char *here = __builtin_frame_address(0);
    release(here - DEEPEST, here - PAGE_BYTES);
}

/* A debugger's breakpoints would go with the text, so a build for debugging keeps it. */
__attribute__((always_inline)) static inline bool may_release(void) {
#ifdef __OPTIMIZE__
    static int filtered = -1;
    if (filtered < 0)
        filtered = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 0;
    return !filtered;
#else
    return false;
#endif
}

/* A section of this name follows .text, which ends with libc's. So all that runs from the release to the wait lies in
 * one window. */
__attribute__((noinline, section("text_of_waits"))) int poll_with_memory_released(struct pollfd *sources, nfds_t count,
                                                                                  int timeout_ms) {
    if (may_release()) {
        release(scratch, scratch_end);
        release_stack();
        release(__executable_start, etext);
    }
    return poll(sources, count, timeout_ms);
}
