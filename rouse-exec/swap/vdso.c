#include "swap/vdso.h"

#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "kernel/foreign_thread.h"
#include "kernel/uapi.h"
#include "scoped_fd.h"

#ifndef PTRACE_GET_RSEQ_CONFIGURATION /* musl; Linux 5.13 */
#define PTRACE_GET_RSEQ_CONFIGURATION 0x420f
#endif

#define VDSO_MAX 16384
#define PIECE 256

/* Returns where the vDSO begins; 0: the process has none. */
static uint64_t vdso_of(pid_t tid) {
    char path[64];
    Elf64_auxv_t entry;
    snprintf(path, sizeof path, "/proc/%d/auxv", tid);
    SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && read(fd, &entry, sizeof entry) == sizeof entry && entry.a_type != AT_NULL)
        if (entry.a_type == AT_SYSINFO_EHDR)
            return entry.a_un.a_val;
    return 0;
}

/* The kernel clears rseq_cs when it finds the thread outside the sequence, and would not begin the sequence anew after we
 * have put the thread back into it (rseq_ip_fixup). */
static bool is_in_sequence(pid_t tid) {
    struct ptrace_rseq_configuration registered;
    uint64_t sequence;
    long size = ptrace(PTRACE_GET_RSEQ_CONFIGURATION, tid, sizeof registered, &registered);
    if (size != sizeof registered)
        return true;
    if (registered.rseq_abi_pointer == 0)
        return false;
    return !read_memory(tid, registered.rseq_abi_pointer + RSEQ_CS_OFFSET, &sequence, sizeof sequence) || sequence != 0;
}

/* The whole image may be executed, so that any two such bytes will do. */
static uint64_t find_in_image(pid_t tid, uint64_t begin) {
    uint8_t code[PIECE];
    for (uint64_t at = begin; at < begin + VDSO_MAX; at += PIECE - 1) {
        if (!read_memory(tid, at, code, sizeof code))
            return 0;
        for (size_t i = 0; i + 1 < sizeof code; i++)
            if (code[i] == 0x0f && code[i + 1] == 0x05)
                return at + i;
    }
    return 0;
}

uint64_t find_vdso_call(pid_t tid) {
    uint64_t image = is_in_sequence(tid) ? 0 : vdso_of(tid);
    return image ? find_in_image(tid, image) : 0;
}
