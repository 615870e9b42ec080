/* adopt-deny CALL... -- COMMAND...: runs the command with these system calls forbidden (EPERM): pidfd_getfd or
 * process_vm_readv. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
    const char *name;
    int number;
} calls[] = {{"pidfd_getfd", SYS_pidfd_getfd}, {"process_vm_readv", SYS_process_vm_readv}};

static int number_of(const char *name) {
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (strcmp(calls[i].name, name) == 0)
            return calls[i].number;
    return -1;
}

static int forbid(int number) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    return number < 0 ? -1 : prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(int count, char **arguments) {
    int at = 1;
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    for (; at < count && strcmp(arguments[at], "--") != 0; at++)
        if (forbid(number_of(arguments[at])) != 0)
            return perror(arguments[at]), 1;
    execvp(arguments[at + 1], arguments + at + 1);
    return perror(arguments[at + 1]), 1;
}
