/* refusal-filter WHAT... -- COMMAND...: runs the command as a sandbox or a container runtime would. WHAT is CALL=EPERM,
 * CALL=ENOSYS or CALL=SIGSYS, of a system call that is to fail or to kill, or `listener`: a seccomp listener to
 * which nothing is sent. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct name {
    const char *text;
    unsigned value;
} calls[] = {
    {"seccomp", SYS_seccomp},           {"process_vm_readv", SYS_process_vm_readv},
    {"pread64", SYS_pread64},           {"pidfd_getfd", SYS_pidfd_getfd},
    {"pidfd_open", SYS_pidfd_open},     {"getxattr", SYS_getxattr},
    {"listener", SYS_acct},             {"kcmp", SYS_kcmp},
    {"ptrace", SYS_ptrace},             {"unshare", SYS_unshare},
}, actions[] = {
    {"EPERM", SECCOMP_RET_ERRNO | EPERM},
    {"ENOSYS", SECCOMP_RET_ERRNO | ENOSYS},
    {"SIGSYS", SECCOMP_RET_KILL_PROCESS},
    {NULL, SECCOMP_RET_USER_NOTIF},
};

#define COUNT(table) (sizeof table / sizeof *table)

static const struct name *find(const struct name *table, size_t count, const char *text, size_t length) {
    for (size_t i = 0; i < count; i++)
        if (table[i].text && strncmp(table[i].text, text, length) == 0 && table[i].text[length] == 0)
            return &table[i];
    return NULL;
}

static long filter(const char *what) {
    size_t length = strcspn(what, "=");
    const struct name *call = find(calls, COUNT(calls), what, length);
    const struct name *action = &actions[COUNT(actions) - 1];
    if (what[length] == '=')
        action = find(actions, COUNT(actions), what + length + 1, strlen(what + length + 1));
    if (!call || !action)
        return errno = EINVAL, -1;
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call->value, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, action->value),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {COUNT(code), code};
    if (action->value != SECCOMP_RET_USER_NOTIF)
        return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
    /* The kernel forgets a listener that nobody holds. */
    return dup((int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program));
}

int main(int count, char **arguments) {
    int at = 1;
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    for (; at < count && strcmp(arguments[at], "--") != 0; at++)
        if (filter(arguments[at]) < 0)
            return perror(arguments[at]), 1;
    execvp(arguments[at + 1], arguments + at + 1);
    return perror(arguments[at + 1]), 1;
}
