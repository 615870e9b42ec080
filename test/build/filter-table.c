/* filter-table TRAPS THIRD [SECOND [FIRST]]: the system calls that the filter of rouse-exec stops, a line each: which
 * architecture and what number; behind socketcall's number, which of its calls. TRAPS is any of u (unix binds), c
 * (connects to unix sockets), i (to IP addresses), d (shutdown), p (paths), w (swaps), s (connects as long as
 * sockaddr_in) and t (as sockaddr_in6); FIRST, SECOND and THIRD are arguments of the calls, the others are 0. The filter is run here as the kernel
 * would, so this works in an emulator too. */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/uapi.h"
#include "seccomp/filter.h"

static struct sock_filter code[4096]; /* BPF_MAXINSNS */
static size_t code_length;

/* In place of libc's: what was to be loaded into the kernel is kept. */
long syscall(long number, ...) {
    va_list rest;
    va_start(rest, number);
    unsigned operation = va_arg(rest, unsigned);
    (void)va_arg(rest, unsigned);
    const struct sock_fprog *program = va_arg(rest, const struct sock_fprog *);
    va_end(rest);
    if (number != SYS_seccomp || operation != SECCOMP_SET_MODE_FILTER)
        abort();
    memcpy(code, program->filter, program->len * sizeof *code);
    code_length = program->len;
    return 0;
}

static size_t jump(size_t at, const struct sock_filter *instruction, bool condition) {
    return at + 1 + (condition ? instruction->jt : instruction->jf);
}

static uint32_t run(const struct seccomp_data *data) {
    uint32_t accumulator = 0;
    for (size_t at = 0; at < code_length;) {
        const struct sock_filter *instruction = &code[at];
        switch (instruction->code) {
        case BPF_LD | BPF_W | BPF_ABS:
            if (instruction->k % 4 != 0 || instruction->k >= sizeof *data)
                abort();
            memcpy(&accumulator, (const char *)data + instruction->k, 4);
            at++;
            break;
        case BPF_JMP | BPF_JEQ | BPF_K:
            at = jump(at, instruction, accumulator == instruction->k);
            break;
        case BPF_JMP | BPF_JGE | BPF_K:
            at = jump(at, instruction, accumulator >= instruction->k);
            break;
        case BPF_JMP | BPF_JSET | BPF_K:
            at = jump(at, instruction, accumulator & instruction->k);
            break;
        case BPF_RET | BPF_K:
            return instruction->k;
        default:
            abort();
        }
    }
    abort(); /* it ran out at its end, which the kernel refuses */
}

static bool stops(struct seccomp_data *data) {
    uint32_t action = run(data);
    if (action != SECCOMP_RET_USER_NOTIF && action != SECCOMP_RET_ALLOW)
        abort();
    return action == SECCOMP_RET_USER_NOTIF;
}

static void print_stopped(const char *name, uint32_t arch, const uint64_t arguments[3]) {
    for (int32_t number = -1; number < 2048; number++) {
        struct seccomp_data data = {.nr = number, .arch = arch, .args = {arguments[0], arguments[1], arguments[2]}};
        if (number == COMPAT_SOCKETCALL && arch == COMPAT_ARCH) {
            for (data.args[0] = 0; data.args[0] < 64; data.args[0]++)
                if (stops(&data))
                    printf("%s %d %d\n", name, number, (int)data.args[0]);
        } else if (stops(&data)) {
            printf("%s %d\n", name, number);
        }
    }
}

int main(int count, char **arguments) {
    if (count < 3 || count > 5)
        return 2;
    const char *wanted = arguments[1];
    const struct traps traps = {
        .unix_binds = strchr(wanted, 'u'),
        .connects = strchr(wanted, 'c'),
        .inet_connects = strchr(wanted, 'i'),
        .shutdowns = strchr(wanted, 'd'),
        .paths = strchr(wanted, 'p'),
        .swaps = strchr(wanted, 'w'),
        .connects_16 = strchr(wanted, 's'),
        .connects_28 = strchr(wanted, 't'),
    };
    bool gave_up;
    uint64_t given[3] = {0};
    for (int i = 2; i < count; i++)
        given[4 - i] = strtoull(arguments[i], NULL, 0);
    if (install_filter(&traps, &gave_up) != 0)
        return 1;
    print_stopped("native", NATIVE_ARCH, given);
    print_stopped("compat", COMPAT_ARCH, given);
    print_stopped("other", 0x80000028U, given);
    return 0;
}
