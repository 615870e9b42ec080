#include "kernel/own_namespace.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "scoped_fd.h"

static bool write_text(const char *path, const char *text) {
    SCOPED_FD fd = open(path, O_WRONLY | O_CLOEXEC);
    return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* user_namespaces(7): a file system of the namespace takes files of mapped users only. */
static bool map_own_user(uid_t user, gid_t group) {
    char users[32], groups[32];
    snprintf(users, sizeof users, "%u %u 1", user, user);
    snprintf(groups, sizeof groups, "%u %u 1", group, group);
    return write_text("/proc/self/setgroups", "deny") && write_text("/proc/self/uid_map", users) &&
           write_text("/proc/self/gid_map", groups);
}

bool enter_own_namespaces(int flags) {
    uid_t user = geteuid();
    gid_t group = getegid();
    if (unshare(flags) == 0)
        return true;
    return unshare(CLONE_NEWUSER | flags) == 0 && map_own_user(user, group);
}
