/* A `syscall` instruction for a thread that stands outside a system call. */
#pragma once

#include <stdint.h>
#include <sys/types.h>

/* Returns the address of such an instruction in the page that the kernel maps into each process (vdso(7)). The thread stands
 * in a stop of ptrace(2). Returns 0 where there is none, or where the thread must go on where it stands: in a sequence of
 * rseq(2), which begins anew when it is interrupted, or on a kernel that does not tell whether it is in one (before 5.13). */
uint64_t find_vdso_call(pid_t tid);
