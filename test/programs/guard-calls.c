/* guard-calls [thread | orphaned]: does what stdin says, a system call a line: `[32] NAME ARGUMENT...`, and answers each
 * with `= RESULT` or `= ENAME`. With 32 it enters the kernel by int 0x80, as 32-bit programs do. In a thread that is not
 * the first, which `orphaned` outlives.
 * guard-arguments.h tells how arguments are written. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guard-arguments.h"

#define NONE (-1)

static const struct call {
    const char *name;
    int native, compat;
    const char *arguments;
} calls[] = {
    {"unlink", SYS_unlink, 10, "p"},
    {"unlinkat", SYS_unlinkat, 301, "npn"},
    {"rename", SYS_rename, 38, "pp"},
    {"renameat", SYS_renameat, 302, "npnp"},
    {"renameat2", SYS_renameat2, 353, "npnpn"},
    {"chmod", SYS_chmod, 15, "pn"},
    {"fchmodat", SYS_fchmodat, 306, "npn"},
    {"fchmodat2", 452, 452, "npnn"},
    {"chown16", NONE, 182, "pnn"},
    {"chown", SYS_chown, 212, "pnn"},
    {"lchown16", NONE, 16, "pnn"},
    {"lchown", SYS_lchown, 198, "pnn"},
    {"fchownat", SYS_fchownat, 298, "npnnn"},
    {"rmdir", SYS_rmdir, 40, "p"},
    {"link", SYS_link, 9, "pp"},
    {"linkat", SYS_linkat, 303, "npnpn"},
    {"open", SYS_open, 5, "pn"},
    {"close", SYS_close, 6, "n"},
    {"chdir", SYS_chdir, 12, "p"},
    {"chroot", SYS_chroot, 61, "p"},
    {"unshare", SYS_unshare, 310, "n"},
    {"setresuid", SYS_setresuid, 208, "nnn"},
    {"socket", SYS_socket, 359, "nnn"},
    {"bind", SYS_bind, 361, "na"},
    {"listen", SYS_listen, 363, "nn"},
    {"connect", SYS_connect, 362, "na"},
    {"bind-inet", SYS_bind, 361, "ni"},
    {"connect-inet", SYS_connect, 362, "ni"},
    {"shutdown", SYS_shutdown, 373, "nn"},
    {"accept", SYS_accept4, 364, "nnnn"},
    {"write", SYS_write, 4, "nt"},
    {"dup", SYS_dup, 41, "n"},
    {"fcntl", SYS_fcntl, 55, "nnn"},
    {"epoll_create", SYS_epoll_create1, 329, "n"},
    {"epoll_ctl", SYS_epoll_ctl, 255, "nnne"},
    {"epoll_wait", SYS_epoll_wait, 256, "nenn"},
    {"socketcall-bind", NONE, 102, "na"},
    {"socketcall-connect", NONE, 102, "na"},
    {"socketcall-connect-inet", NONE, 102, "ni"},
    {"socketcall-listen", NONE, 102, "nn"},
    {"socketcall-shutdown", NONE, 102, "nn"},
};

static long enter_32(int number, const long *values) {
    int result;
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(number), "b"(values[0]), "c"(values[1]), "d"(values[2]), "S"(values[3]), "D"(values[4])
                     : "memory", "r8", "r9", "r10", "r11");
    if (result >= 0 || result < -4095)
        return result;
    errno = -result;
    return -1;
}

static long enter_socketcall(const char *name, const long *values) {
    unsigned inner[] = {(unsigned)values[0], (unsigned)values[1], (unsigned)values[2]};
    long which = strcmp(name, "socketcall-bind") == 0 ? 2 : strcmp(name, "socketcall-listen") == 0 ? 4
                 : strcmp(name, "socketcall-shutdown") == 0 ? 13 : 3;
    return enter_32(102, (long[5]){which, (long)keep(inner, sizeof inner)});
}

static long enter(const struct call *call, int compat, const long *values) {
    if (call->compat == 102)
        return enter_socketcall(call->name, values);
    if (compat)
        return enter_32(call->compat, values);
    return syscall(call->native, values[0], values[1], values[2], values[3], values[4]);
}

static const struct call *find(const char *name) {
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (name && strcmp(calls[i].name, name) == 0)
            return &calls[i];
    fprintf(stderr, "no call %s\n", name);
    exit(2);
}

static void do_line(char *line) {
    long values[5] = {0};
    int count = 0, compat = strncmp(line, "32 ", 3) == 0;
    const struct call *call = find(strtok(line + 3 * compat, " \n"));
    forget_arguments();
    for (const char *kind = call->arguments; *kind; kind++) {
        const char *text = strtok(NULL, " \n");
        count += put(*kind, text ? text : "0", values + count);
    }
    long result = enter(call, compat, values);
    if (result < 0)
        printf("= %s\n", strerrorname_np(errno));
    else
        printf("= %ld\n", result);
}

static void *do_lines(void *unused) {
    char line[512];
    puts("ready");
    while (fgets(line, sizeof line, stdin))
        do_line(line);
    exit(0);
    return unused;
}

int main(int count, char **arguments) {
    pthread_t thread;
    setvbuf(stdout, NULL, _IOLBF, 0);
    map_low();
    if (count == 1)
        do_lines(NULL);
    if (pthread_create(&thread, NULL, do_lines, NULL) != 0)
        return 1;
    if (strcmp(arguments[1], "orphaned") == 0)
        pthread_exit(NULL);
    pthread_join(thread, NULL);
}
