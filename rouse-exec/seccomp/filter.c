#include "seccomp/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "seccomp/swap_magic.h"
#include "seccomp/trapped_call.h"

#define LONGEST 256

struct code {
    struct sock_filter instructions[LONGEST];
    uint16_t length;
};

static void put(struct code *code, uint16_t operation, uint8_t if_true, uint8_t if_false, uint32_t value) {
    code->instructions[code->length++] = (struct sock_filter){operation, if_true, if_false, value};
}

static void put_return(struct code *code, uint32_t action) {
    put(code, BPF_RET | BPF_K, 0, 0, action);
}

static void put_jump(struct code *code, uint16_t condition, uint8_t if_true, uint8_t if_false, uint32_t value) {
    put(code, BPF_JMP | condition | BPF_K, if_true, if_false, value);
}

static void put_load(struct code *code, size_t offset) {
    put(code, BPF_LD | BPF_W | BPF_ABS, 0, 0, (uint32_t)offset);
}

/* The low half of the argument: both architectures are little endian. */
static void put_load_argument(struct code *code, int argument) {
    put_load(code, offsetof(struct seccomp_data, args) + 8 * (size_t)argument);
}

/* Netlink addresses are 12 bytes long, and glibc binds one for every name it looks up: without unix sockets, an
 * address shorter than sockaddr_in is of no interest. */
static void put_length_test(struct code *code, bool unix_too) {
    put_load_argument(code, 2);
    put_jump(code, BPF_JGE, 1, 0, unix_too ? 0 : sizeof(struct sockaddr_in));
    put_return(code, SECCOMP_RET_ALLOW);
}

static void put_connect_test(struct code *code, const struct traps *traps) {
    if (traps->inet_connects) {
        put_length_test(code, traps->connects);
        return;
    }
    put_load_argument(code, 2);
    if (!traps->connects_16) {
        put_jump(code, BPF_JEQ, 0, 1, sizeof(struct sockaddr_in));
        put_return(code, SECCOMP_RET_ALLOW);
    }
    if (!traps->connects_28) {
        put_jump(code, BPF_JEQ, 0, 1, sizeof(struct sockaddr_in6));
        put_return(code, SECCOMP_RET_ALLOW);
    }
}

static void put_unlinkat_test(struct code *code, int flags) {
    put_load_argument(code, flags);
    put_jump(code, BPF_JSET, 0, 1, AT_REMOVEDIR);
    put_return(code, SECCOMP_RET_ALLOW);
}

/* SHUT_WR does nothing to a listening socket, and is what servers call for each connection that they end. */
static void put_shutdown_test(struct code *code) {
    put_load_argument(code, 1);
    put_jump(code, BPF_JEQ, 0, 1, SHUT_WR);
    put_return(code, SECCOMP_RET_ALLOW);
}

static void put_swap_test(struct code *code) {
    for (int argument = 0; argument < 2; argument++) {
        put_load_argument(code, argument);
        put_jump(code, BPF_JEQ, 1, 0, SWAP_MAGIC);
        put_return(code, SECCOMP_RET_ALLOW);
    }
}

static bool traps_connect(const struct traps *traps) {
    return traps->connects || traps->inet_connects;
}

static bool is_wanted(enum operation operation, const struct traps *traps) {
    if (operation == OP_BIND || operation == OP_LISTEN || operation == OP_USERFAULTFD)
        return true;
    if (operation == OP_SHUTDOWN)
        return traps->shutdowns;
    if (operation == OP_SWAP)
        return traps->swaps;
    return operation == OP_CONNECT ? traps_connect(traps) : traps->paths;
}

/* The block is skipped as a whole when the number is another one: its tests load arguments, and behind them the
 * number is no longer in the accumulator. A call without a test is answered from the kernel's bitmap (Linux 5.11). */
static void put_form(struct code *code, const struct call_form *form, int number, const struct traps *traps) {
    uint16_t start = code->length;
    if (number == NO_CALL || !is_wanted(form->operation, traps))
        return;
    put_jump(code, BPF_JEQ, 0, 0, (uint32_t)number);
    if (form->operation == OP_BIND)
        put_length_test(code, traps->unix_binds);
    if (form->operation == OP_CONNECT)
        put_connect_test(code, traps);
    if (form->operation == OP_SHUTDOWN)
        put_shutdown_test(code);
    if (form->operation == OP_SWAP)
        put_swap_test(code);
    if (form->operation == OP_UNLINK && form->flags != NO_ARGUMENT)
        put_unlinkat_test(code, form->flags);
    put_return(code, SECCOMP_RET_USER_NOTIF);
    code->instructions[start].jf = (uint8_t)(code->length - start - 1);
}

static void put_socketcall(struct code *code, const struct traps *traps) {
    put_jump(code, BPF_JEQ, 0, 6, (uint32_t)COMPAT_SOCKETCALL);
    put_load_argument(code, 0);
    put_jump(code, BPF_JEQ, 3, 0, SYS_BIND);
    put_jump(code, BPF_JEQ, 2, 0, SYS_LISTEN);
    put_jump(code, BPF_JEQ, 1, 0, traps_connect(traps) ? SYS_CONNECT : SYS_BIND);
    put_jump(code, BPF_JEQ, 0, 1, traps->shutdowns ? SYS_SHUTDOWN : SYS_BIND);
    put_return(code, SECCOMP_RET_USER_NOTIF);
}

static void put_calls(struct code *code, bool compat, const struct traps *traps) {
    put_load(code, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < call_form_count; i++)
        put_form(code, &call_forms[i], compat ? call_forms[i].compat : call_forms[i].native, traps);
    if (compat && COMPAT_SOCKETCALL != NO_CALL)
        put_socketcall(code, traps);
    put_return(code, SECCOMP_RET_ALLOW);
}

static void write_filter(struct code *code, const struct traps *traps) {
    code->length = 0;
    put_load(code, offsetof(struct seccomp_data, arch));
    put_jump(code, BPF_JEQ, 0, 0, NATIVE_ARCH);
    put_calls(code, false, traps);
    code->instructions[1].jf = (uint8_t)(code->length - 2);
    put_jump(code, BPF_JEQ, 1, 0, COMPAT_ARCH);
    put_return(code, SECCOMP_RET_ALLOW);
    put_calls(code, true, traps);
}

static int load_filter(struct code *code) {
    struct sock_fprog program = {code->length, code->instructions};
    /* SPEC_ALLOW: kernels before 5.16 otherwise slow every filtered task down (SSBD, STIBP).
     * WAIT_KILLABLE: a signal must not interrupt a bind that we are answering. */
    unsigned old = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
    unsigned flags = old | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
    long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
    if (listener < 0 && errno == EINVAL)
        listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, old, &program);
    return (int)listener;
}

int install_filter(const struct traps *traps, bool *gave_up) {
    struct code code;
    write_filter(&code, traps);
    int listener = load_filter(&code);
    *gave_up = listener < 0 && errno == EACCES && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    return *gave_up ? load_filter(&code) : listener;
}
