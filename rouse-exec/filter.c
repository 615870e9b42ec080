#include "filter.h"

#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "array.h"
#include "kernel.h"

#define LOAD(field) {BPF_LOAD_WORD, 0, 0, offsetof(struct syscall_data, field)}
#define JUMP_IF_EQUAL(value, yes, no) {BPF_JUMP_EQUAL, yes, no, value}
#define JUMP_IF_AT_LEAST(value, yes, no) {BPF_JUMP_GREATER_EQUAL, yes, no, value}
#define RETURN(value) {BPF_RETURN, 0, 0, value}

static int load_filter(struct bpf_instruction *instructions, uint16_t length) {
    struct bpf_program program = {length, instructions};
    /* SPEC_ALLOW: kernels before 5.16 otherwise slow every filtered task down (SSBD, STIBP).
     * WAIT_KILLABLE: a signal must not interrupt a bind that we are answering. */
    unsigned flags = SECCOMP_NEW_LISTENER | SECCOMP_SPEC_ALLOW;
    long listener = syscall(SYS_seccomp, SECCOMP_SET_FILTER, flags | SECCOMP_WAIT_KILLABLE, &program);
    if (listener < 0 && errno == EINVAL)
        listener = syscall(SYS_seccomp, SECCOMP_SET_FILTER, flags, &program);
    return (int)listener;
}

/* The addresses of netlink are 12 bytes long, and glibc binds one for every name it looks up: without unix
 * sockets an address shorter than sockaddr_in is of no interest. */
int install_filter(bool unix_sockets) {
    uint32_t shortest = unix_sockets ? 0 : sizeof(struct sockaddr_in);
    struct bpf_instruction instructions[] = {
        LOAD(arch),
        JUMP_IF_EQUAL(NATIVE_ARCH, 0, 6),
        LOAD(nr),
        JUMP_IF_EQUAL(SYS_listen, 3, 0),
        JUMP_IF_EQUAL(SYS_bind, 0, 3),
        LOAD(args[2]), /* the low half: little endian */
        JUMP_IF_AT_LEAST(shortest, 0, 1),
        RETURN(SECCOMP_USER_NOTIF),
        RETURN(SECCOMP_ALLOW),
    };
    int listener = load_filter(instructions, COUNT_OF(instructions));
    if (listener < 0 && errno == EACCES && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        listener = load_filter(instructions, COUNT_OF(instructions));
    return listener;
}
