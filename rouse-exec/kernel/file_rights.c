#include "kernel/file_rights.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/uapi.h"
#include "scoped_fd.h"

#define GROUPS_MAX 256

struct rights {
    uid_t user;
    gid_t group, groups[GROUPS_MAX];
    size_t group_count;
    uint64_t capabilities;
};

/* "Uid: real effective saved file-system", and the same for Gid. */
static bool read_file_id(const char *text, const char *key, unsigned *id) {
    const char *next = strstr(text, key);
    next = next ? next + strlen(key) : "";
    for (int at = 0; at < 4; at++)
        *id = (unsigned)strtoul(next, (char **)&next, 10);
    return *next == '\n';
}

static bool read_groups(const char *text, struct rights *rights) {
    const char *next = strstr(text, "\nGroups:");
    if (!next)
        return false;
    next += strlen("\nGroups:");
    rights->group_count = 0;
    while (*(next += strspn(next, "\t ")) != '\n' && rights->group_count < GROUPS_MAX)
        rights->groups[rights->group_count++] = (gid_t)strtoul(next, (char **)&next, 10);
    return *next == '\n';
}

static bool read_rights(pid_t tid, struct rights *rights) {
    char path[64], text[8192];
    snprintf(path, sizeof path, "/proc/%d/status", tid);
    SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    text[length > 0 ? length : 0] = 0;
    const char *line = strstr(text, "\nCapEff:");
    if (!line)
        return false;
    rights->capabilities = strtoull(line + strlen("\nCapEff:"), NULL, 16);
    return read_file_id(text, "\nUid:", &rights->user) && read_file_id(text, "\nGid:", &rights->group) &&
           read_groups(text, rights);
}

/* CAP_SYS_PTRACE stays: without it the root and the working directory of the thread could be closed to us. */
static bool give_up_capabilities(uint64_t kept) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];
    kept |= (uint64_t)1 << CAP_SYS_PTRACE;
    if (syscall(SYS_capget, &header, data) != 0)
        return false;
    data[0].effective &= (uint32_t)kept;
    data[1].effective &= (uint32_t)(kept >> 32);
    return syscall(SYS_capset, &header, data) == 0;
}

/* Who may not change groups has started a program that may not either, and has the same. The file system ids are all
 * that changes: with another real user, the kernel would take the capabilities too. Neither call reports failure, so
 * both are asked again. */
static bool take_rights(const struct rights *rights) {
    if (setgroups(rights->group_count, rights->groups) != 0 && errno != EPERM)
        return false;
    setfsgid(rights->group);
    setfsuid(rights->user);
    return (gid_t)setfsgid((gid_t)-1) == rights->group && (uid_t)setfsuid((uid_t)-1) == rights->user &&
           give_up_capabilities(rights->capabilities);
}

__attribute__((noreturn)) static void act_as(pid_t tid, file_act *act, const void *argument) {
    struct rights rights;
    _exit(read_rights(tid, &rights) && take_rights(&rights) && act(argument) ? EXIT_SUCCESS : EXIT_FAILURE);
}

bool act_with_rights_of(pid_t tid, file_act *act, const void *argument) {
    int status;
    pid_t child = (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0)
        act_as(tid, act, argument);
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}

bool has_our_file_ids(pid_t tid) {
    struct rights rights;
    return read_rights(tid, &rights) && rights.user == geteuid() && rights.group == getegid();
}
