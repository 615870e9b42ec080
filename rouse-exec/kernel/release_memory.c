#include "kernel/release_memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>

#define PAGE_BYTES 4096 /* where pages are larger, the kernel says EINVAL or takes whole ones */
#define DEEPEST 131072  /* more of the stack than we ever use */

/* Symbols of the linker. What lies between the first two is never written. */
extern const char __executable_start[], etext[];
/* Of layout.ld; NULL in other builds. Up to read_only_end, nothing is written either. */
extern const char read_only_end[] __attribute__((weak)), scratch[] __attribute__((weak)), scratch_end[] __attribute__((weak));

/* A system call without the code of libc, which lies elsewhere and would be mapped again. */
__attribute__((always_inline)) static inline long call(long number, long a, long b, long c, long d, long e) {
#if defined(__x86_64__)
    register long r10 __asm__("r10") = d, r8 __asm__("r8") = e;
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c,
                  x3 __asm__("x3") = d, x4 __asm__("x4") = e;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
    return x0;
#endif
}

__attribute__((always_inline)) static inline void release(const char *begin, const char *end) {
    uintptr_t first = (uintptr_t)begin & -(uintptr_t)PAGE_BYTES, last = (uintptr_t)end & -(uintptr_t)PAGE_BYTES;
    if (first < last)
        call(SYS_madvise, (long)first, (long)(last - first), MADV_DONTNEED, 0, 0);
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

/* All that runs from the release to the wait lies here: in one window. The kernel writes the time that is left. */
__attribute__((noinline, section("text_of_waits"))) static int wait_released(struct pollfd *sources, nfds_t count,
                                                                             struct timespec *left) {
    release(scratch, scratch_end);
    release_stack();
    release(__executable_start, read_only_end ? read_only_end : etext);
    return (int)call(SYS_ppoll, (long)sources, (long)count, (long)left, 0, 0);
}

int poll_with_memory_released(struct pollfd *sources, nfds_t count, int timeout_ms) {
    struct timespec left = {timeout_ms / 1000, (long)(timeout_ms % 1000) * 1000000};
    if (!may_release())
        return poll(sources, count, timeout_ms);
    return wait_released(sources, count, timeout_ms < 0 ? NULL : &left);
}
