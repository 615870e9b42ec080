#include "kernel/release_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#define PAGE_BYTES 4096 /* where pages are larger, the kernel says EINVAL or takes whole ones */

/* Symbols of the linker. What lies between them is never written, and comes back from the page cache. */
extern const char __executable_start[], etext[];

static void release_text(void) {
    uintptr_t first = (uintptr_t)__executable_start & -(uintptr_t)PAGE_BYTES;
    uintptr_t end = (uintptr_t)etext & -(uintptr_t)PAGE_BYTES;
    madvise((void *)first, end - first, MADV_DONTNEED);
}

/* A debugger's breakpoints would go with the text, so a build for debugging keeps it. */
static bool may_release(void) {
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
__attribute__((noinline, section("text_of_waits"))) int poll_with_text_released(struct pollfd *sources, nfds_t count,
                                                                                int timeout_ms) {
    if (may_release())
        release_text();
    return poll(sources, count, timeout_ms);
}
