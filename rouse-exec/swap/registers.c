#include "swap/registers.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#include "kernel/foreign_thread.h"
#include "kernel/uapi.h"
#include "scoped_fd.h"
#include "seccomp/swap_magic.h"
#include "swap/vdso.h"

#define ERESTARTNOHAND 514 /* include/linux/errno.h: never seen by programs */

#if defined(__x86_64__)

#define I386_CODE_SEGMENT 0x23 /* __USER32_CS */

bool read_registers(pid_t tid, struct registers *registers) {
    return ptrace(PTRACE_GETREGS, tid, 0, &registers->values) == 0;
}

bool write_registers(pid_t tid, const struct registers *registers) {
    return ptrace(PTRACE_SETREGS, tid, 0, &registers->values) == 0;
}

/* `syscall`, or `int $0x80`, in front of the instruction that is next. The entry by sysenter goes on behind such a one,
 * too (vdso32/system_call.S). */
static bool is_behind(pid_t tid, uint64_t next, uint8_t first, uint8_t second) {
    uint8_t code[2];
    return read_memory(tid, next - sizeof code, code, sizeof code) && code[0] == first && code[1] == second;
}

static uint64_t instruction_behind(pid_t tid, uint64_t next, bool i386) {
    bool found = i386 ? is_behind(tid, next, 0xcd, 0x80) : is_behind(tid, next, 0x0f, 0x05);
    return found ? next - 2 : 0;
}

/* orig_rax is -1 outside a system call. With -1 there, the kernel restarts no call of these registers. */
bool prepare_call(pid_t tid, struct registers *registers, const struct injected_call *call) {
    struct user_regs_struct *values = &registers->values;
    bool i386 = values->cs == I386_CODE_SEGMENT, in_call = (long)values->orig_rax >= 0;
    uint64_t instruction = in_call ? instruction_behind(tid, values->rip, i386) : i386 ? 0 : find_vdso_call(tid);
    if (!instruction)
        return false;
    values->rip = instruction;
    values->orig_rax = (unsigned long)-1;
    values->rax = (unsigned long)(i386 ? call->compat : call->native);
    *(i386 ? &values->rbx : &values->rdi) = call->first;
    *(i386 ? &values->rcx : &values->rsi) = call->second;
    return true;
}

/* On its way out of the stop the kernel still looks at what the call returns. */
bool prepare_restart(pid_t tid, struct registers *registers) {
    struct user_regs_struct *values = &registers->values;
    (void)tid;
    if (values->cs == I386_CODE_SEGMENT || (long)values->orig_rax < 0 || (long)values->rax != -EINTR)
        return false;
    values->rax = (unsigned long)-ERESTARTNOHAND;
    return true;
}

#elif defined(__aarch64__)

#define SVC_0 0xd4000001U
#define THUMB_OR_ARM 0x10U /* PSR_MODE32_BIT */

bool read_registers(pid_t tid, struct registers *registers) {
    struct iovec room = {&registers->values, sizeof registers->values};
    return ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &room) == 0 && room.iov_len == sizeof registers->values;
}

bool write_registers(pid_t tid, const struct registers *registers) {
    struct iovec values = {(void *)&registers->values, sizeof registers->values};
    return ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &values) == 0;
}

static bool first_argument(pid_t tid, uint64_t *first) {
    char path[64], text[128] = "";
    snprintf(path, sizeof path, "/proc/%d/syscall", tid);
    SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, text, sizeof text - 1) <= 0 || !strstr(text, " 0x"))
        return false;
    *first = strtoull(strstr(text, " 0x"), NULL, 16);
    return true;
}

static bool is_svc(pid_t tid, uint64_t address) {
    uint32_t code;
    return read_memory(tid, address, &code, sizeof code) && code == SVC_0;
}

/* The kernel sets pc back to the instruction of a call that it is about to restart before the thread stops (do_signal in
 * arch/arm64/kernel/signal.c); behind a call that is not restarted, it is the next one. */
bool prepare_call(pid_t tid, struct registers *registers, const struct injected_call *call) {
    struct user_regs_struct *values = &registers->values;
    if (values->pstate & THUMB_OR_ARM)
        return false;
    if (!is_svc(tid, values->pc)) {
        values->pc -= sizeof(uint32_t);
        if (!is_svc(tid, values->pc))
            return false;
    }
    values->regs[8] = (unsigned long)call->native;
    values->regs[0] = call->first;
    values->regs[1] = call->second;
    return true;
}

/* There the kernel has looked before the stop. The first argument, whose register has the result, is in
 * proc_pid_syscall(5). */
bool prepare_restart(pid_t tid, struct registers *registers) {
    struct user_regs_struct *values = &registers->values;
    uint64_t first;
    if ((values->pstate & THUMB_OR_ARM) || (long)values->regs[0] != -EINTR || !is_svc(tid, values->pc - sizeof(uint32_t)) ||
        !first_argument(tid, &first))
        return false;
    values->regs[0] = first;
    values->pc -= sizeof(uint32_t);
    return true;
}

#endif
