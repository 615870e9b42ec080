#include "paths/path_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kernel/process.h"
#include "kernel/uapi.h"
#include "scoped_fd.h"

#define LINKS_MAX 40 /* MAXSYMLINKS of the kernel */

struct walk {
    pid_t tid;
    int root, at;
    int links;
    char rest[PATH_MAX]; /* not walked yet; empty at the end */
};

static bool fail(int error) {
    errno = error;
    return false;
}

static bool go_to(struct walk *walk, int next) {
    if (next < 0)
        return false;
    close(walk->at);
    walk->at = next;
    return true;
}

static bool go_into(struct walk *walk, const char *directory) {
    return go_to(walk, openat(walk->at, directory, O_PATH | O_DIRECTORY | O_CLOEXEC));
}

static bool go_to_process(struct walk *walk, pid_t pid) {
    char path[32];
    snprintf(path, sizeof path, "/proc/%d", pid);
    return go_to(walk, open(path, O_PATH | O_CLOEXEC));
}

static bool go_to_root(struct walk *walk) {
    return go_to(walk, fcntl(walk->root, F_DUPFD_CLOEXEC, 0));
}

/* ".." of the root is the root. */
static bool is_at_root(const struct walk *walk) {
    struct stat at, root;
    return fstat(walk->at, &at) == 0 && fstat(walk->root, &root) == 0 && at.st_dev == root.st_dev &&
           at.st_ino == root.st_ino;
}

static bool is_link(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISLNK(status.st_mode);
}

static bool is_of_proc(int fd) {
    struct statfs status;
    return fstatfs(fd, &status) == 0 && (unsigned long)status.f_type == PROC_SUPER_MAGIC;
}

static bool insert(struct walk *walk, const char *target) {
    size_t length = strlen(target), rest = strlen(walk->rest);
    if (length + rest >= sizeof walk->rest)
        return fail(ENAMETOOLONG);
    memmove(walk->rest + length, walk->rest, rest + 1);
    memcpy(walk->rest, target, length);
    return target[0] == '/' ? go_to_root(walk) : true;
}

/* Every link in /proc that is a text begins with "self" (/proc/net, /proc/mounts). The others are magic links, which
 * lead to the file itself; their text says only what it was called. */
static bool follow_in_proc(struct walk *walk, const char *name, const char *target) {
    if (strcmp(name, "self") == 0)
        return go_to_process(walk, thread_group_of(walk->tid));
    if (strcmp(name, "thread-self") == 0)
        return go_to_process(walk, walk->tid);
    if (strncmp(target, "self/", 5) == 0)
        return insert(walk, target);
    return go_to(walk, openat(walk->at, name, O_PATH | O_CLOEXEC));
}

static bool follow(struct walk *walk, const char *name, int link) {
    char target[PATH_MAX];
    if (++walk->links > LINKS_MAX)
        return fail(ELOOP);
    ssize_t length = readlinkat(link, "", target, sizeof target - 1);
    if (length < 0)
        return false;
    target[length] = 0;
    return is_of_proc(link) ? follow_in_proc(walk, name, target) : insert(walk, target);
}

/* Takes the next part of the path. It is empty behind a slash at the end. */
static bool take_part(struct walk *walk, char name[NAME_MAX + 1]) {
    const char *part = walk->rest + strspn(walk->rest, "/");
    size_t length = strcspn(part, "/");
    if (length > NAME_MAX)
        return fail(ENAMETOOLONG);
    memcpy(name, part, length);
    name[length] = 0;
    memmove(walk->rest, part + length, strlen(part + length) + 1);
    return true;
}

static bool take_step(struct walk *walk, int flags) {
    char name[NAME_MAX + 1];
    if (!take_part(walk, name))
        return false;
    if (strcmp(name, "") == 0 || strcmp(name, ".") == 0)
        return go_into(walk, ".");
    if (strcmp(name, "..") == 0)
        return is_at_root(walk) || go_into(walk, "..");
    int next = openat(walk->at, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    bool last = *walk->rest == 0;
    if (next < 0 || !is_link(next) || (last && (flags & O_NOFOLLOW)))
        return go_to(walk, next);
    SCOPED_FD link = next;
    return follow(walk, name, link);
}

int walk_path(pid_t tid, int start, const char *text, int flags) {
    char path[64];
    struct walk walk = {.tid = tid};
    snprintf(path, sizeof path, "/proc/%d/root", tid);
    SCOPED_FD root = open(path, O_PATH | O_CLOEXEC);
    walk.root = root;
    walk.at = fcntl(text[0] == '/' ? root : start, F_DUPFD_CLOEXEC, 0);
    bool good = walk.at >= 0 && (strlen(text) < sizeof walk.rest || fail(ENAMETOOLONG));
    if (good)
        strcpy(walk.rest, text);
    while (good && *walk.rest)
        good = take_step(&walk, flags);
    if (good && (flags & O_DIRECTORY))
        good = go_into(&walk, ".");
    if (good || walk.at < 0)
        return walk.at;
    int error = errno;
    close(walk.at);
    errno = error;
    return -1;
}
