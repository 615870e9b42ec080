/* adopt-deny WHAT... -- COMMAND...: runs the command as a container or an older kernel would. WHAT is a system call
 * that fails with EPERM, pidfd_getfd or process_vm_readv, or a flag that is not known (EINVAL): PIDFD_THREAD of
 * pidfd_open (before Linux 6.9), WAIT_KILLABLE of seccomp (before 5.19), or SO_NETNS_COOKIE of getsockopt (before 5.14,
 * ENOPROTOOPT). */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct rule {
    const char *name;
    unsigned number;
    unsigned flag; /* in the second argument; 0: the call as a whole */
    unsigned error;
    unsigned option; /* the third argument; 0: any */
} rules[] = {
    {"pidfd_getfd", SYS_pidfd_getfd, 0, EPERM, 0},
    {"process_vm_readv", SYS_process_vm_readv, 0, EPERM, 0},
    {"PIDFD_THREAD", SYS_pidfd_open, 0200, EINVAL, 0},
    {"WAIT_KILLABLE", SYS_seccomp, 1 << 5, EINVAL, 0},
    {"SO_NETNS_COOKIE", SYS_getsockopt, 0, ENOPROTOOPT, 71},
};

static const struct rule *find_rule(const char *name) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i].name, name) == 0)
            return &rules[i];
    return NULL;
}

static int apply(const struct rule *rule) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, rule->number, 0, 5),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, rule->flag, 0, rule->flag ? 3 : 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, rule->option, 0, rule->option ? 1 : 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | rule->error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(int count, char **arguments) {
    int at = 1;
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    for (; at < count && strcmp(arguments[at], "--") != 0; at++) {
        const struct rule *rule = find_rule(arguments[at]);
        if (!rule || apply(rule) != 0)
            return perror(arguments[at]), 1;
    }
    execvp(arguments[at + 1], arguments + at + 1);
    return perror(arguments[at + 1]), 1;
}
