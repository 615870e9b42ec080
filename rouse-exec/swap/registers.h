/* The registers of a traced thread, as far as a system call is made with them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/user.h>

struct registers {
    struct user_regs_struct values;
};

/* Both return false with errno; the thread stands in a stop of ptrace(2). */
bool read_registers(pid_t tid, struct registers *registers);
bool write_registers(pid_t tid, const struct registers *registers);

/* A call with two arguments: its number, and that of 32-bit programs. */
struct injected_call {
    int native, compat;
    uint64_t first, second;
};

/* Makes of the registers of a thread that stands still those with which it makes CALL: by the instruction of the call in
 * which it stands, or that of vdso.h (64-bit programs of x86_64). Returns false where there is none. */
bool prepare_call(pid_t tid, struct registers *registers, const struct injected_call *call);

/* Changes registers that are about to return EINTR so that the call is made anew. Returns false where they are not. */
bool prepare_restart(pid_t tid, struct registers *registers);
