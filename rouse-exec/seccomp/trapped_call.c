#include "seccomp/trapped_call.h"

#include "array.h"
#include "kernel/foreign_thread.h"
#include "seccomp/swap_magic.h"

#if defined(__x86_64__)
#define NUMBERS(native, i386, arm) native, i386
#elif defined(__aarch64__)
#define NUMBERS(native, i386, arm) native, arm
#endif

/* aarch64 has only the forms that take a directory. */
#ifdef SYS_unlink
#define OLD(number) number
#else
#define OLD(number) NO_CALL
#endif

/* Sources: arch/x86/entry/syscalls/syscall_{64,32}.tbl, include/uapi/asm-generic/unistd.h,
 * arch/arm/tools/syscall.tbl. 32-bit chown comes with ids of 16 and of 32 bits. */
const struct call_form call_forms[] = {
    {OP_BIND, NUMBERS(SYS_bind, 361, 282), NO_ARGUMENT, NO_ARGUMENT, NO_ARGUMENT, false, false},
    {OP_LISTEN, NUMBERS(SYS_listen, 363, 284), NO_ARGUMENT, NO_ARGUMENT, NO_ARGUMENT, false, false},
    {OP_CONNECT, NUMBERS(SYS_connect, 362, 283), NO_ARGUMENT, NO_ARGUMENT, NO_ARGUMENT, false, true},
    {OP_SHUTDOWN, NUMBERS(SYS_shutdown, 373, 293), NO_ARGUMENT, NO_ARGUMENT, NO_ARGUMENT, false, false},
    {OP_USERFAULTFD, NUMBERS(SYS_userfaultfd, 374, 388), NO_ARGUMENT, NO_ARGUMENT, NO_ARGUMENT, false, false},
    {OP_SWAP, NUMBERS(SYS_rt_sigreturn, I386_RT_SIGRETURN, I386_RT_SIGRETURN), NO_ARGUMENT, NO_ARGUMENT, NO_ARGUMENT, false, false},
    {OP_UNLINK, NUMBERS(OLD(SYS_unlink), 10, 10), 0, NO_ARGUMENT, NO_ARGUMENT, false, false},
    {OP_UNLINK, NUMBERS(SYS_unlinkat, 301, 328), 1, NO_ARGUMENT, 2, true, false},
    {OP_RENAME, NUMBERS(OLD(SYS_rename), 38, 38), 0, 1, NO_ARGUMENT, false, false},
    {OP_RENAME, NUMBERS(SYS_renameat, 302, 329), 1, 3, NO_ARGUMENT, true, false},
    {OP_RENAME, NUMBERS(SYS_renameat2, 353, 382), 1, 3, 4, true, false},
    {OP_LINK, NUMBERS(OLD(SYS_link), 9, 9), 0, 1, NO_ARGUMENT, false, false},
    {OP_LINK, NUMBERS(SYS_linkat, 303, 330), 1, 3, 4, true, false},
    {OP_SETATTR, NUMBERS(OLD(SYS_chmod), 15, 15), 0, NO_ARGUMENT, NO_ARGUMENT, false, true},
    {OP_SETATTR, NUMBERS(SYS_fchmodat, 306, 333), 1, NO_ARGUMENT, NO_ARGUMENT, true, true},
    {OP_SETATTR, NUMBERS(SYS_fchmodat2, 452, 452), 1, NO_ARGUMENT, 3, true, true},
    {OP_SETATTR, NUMBERS(OLD(SYS_chown), 182, 182), 0, NO_ARGUMENT, NO_ARGUMENT, false, true},
    {OP_SETATTR, NUMBERS(NO_CALL, 212, 212), 0, NO_ARGUMENT, NO_ARGUMENT, false, true},
    {OP_SETATTR, NUMBERS(OLD(SYS_lchown), 16, 16), 0, NO_ARGUMENT, NO_ARGUMENT, false, false},
    {OP_SETATTR, NUMBERS(NO_CALL, 198, 198), 0, NO_ARGUMENT, NO_ARGUMENT, false, false},
    {OP_SETATTR, NUMBERS(SYS_fchownat, 298, 325), 1, NO_ARGUMENT, 4, true, true},
};
const size_t call_form_count = COUNT_OF(call_forms);

static const struct call_form *find_form(int number, bool compat) {
    for (size_t i = 0; i < COUNT_OF(call_forms); i++)
        if ((compat ? call_forms[i].compat : call_forms[i].native) == number)
            return &call_forms[i];
    return NULL;
}

/* socketcall(2) of i386: a number, and a pointer to the arguments. */
static const struct call_form *open_socketcall(struct call *call) {
    static const int numbers[] = {[SYS_BIND] = 361, [SYS_CONNECT] = 362, [SYS_LISTEN] = 363, [SYS_SHUTDOWN] = 373};
    uint32_t inner[3] = {0};
    uint64_t which = call->arguments[0];
    size_t size = which == SYS_LISTEN || which == SYS_SHUTDOWN ? 8 : 12;
    if (which >= COUNT_OF(numbers) || !read_memory(call->tid, call->arguments[1], inner, size))
        return NULL;
    for (size_t i = 0; i < COUNT_OF(inner); i++)
        call->arguments[i] = inner[i];
    return find_form(numbers[which], true);
}

bool read_call(const struct seccomp_notif *notification, struct call *call) {
    bool compat = notification->data.arch == COMPAT_ARCH;
    *call = (struct call){.id = notification->id, .tid = (pid_t)notification->pid};
    for (size_t i = 0; i < COUNT_OF(call->arguments); i++)
        call->arguments[i] = compat ? (uint32_t)notification->data.args[i] : notification->data.args[i];
    if (compat && notification->data.nr == COMPAT_SOCKETCALL)
        call->form = open_socketcall(call);
    else
        call->form = find_form(notification->data.nr, compat);
    /* The pid is 0 for a thread in a pid namespace that is not below ours. */
    return call->form && call->tid != 0;
}
