#include "paths/foreign_path.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "array.h"
#include "kernel/uapi.h"
#include "scoped_fd.h"

const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

void copy_directory(const char *path, char directory[PATH_MAX]) {
    size_t length = (size_t)(last_part(path) - path);
    if (length > 1)
        length--; /* the slash behind it */
    if (length == 0)
        path = ".", length = 1;
    snprintf(directory, PATH_MAX, "%.*s", (int)length, path);
}

/* Links of /proc that mean the thread that names them, and would mean us. */
static const struct {
    const char *prefix, *own;
} own_links[] = {{"/proc/self/", "/proc/%d/%s"}, {"/proc/thread-self/", "/proc/%d/%s"}, {"/dev/fd/", "/proc/%d/fd/%s"}};

/* Such a path is resolved from our root: RESOLVE_IN_ROOT refuses the magic links of /proc. Returns false when TEXT is
 * no such path. */
static bool rewrite_own_link(pid_t tid, const char *text, char path[PATH_MAX]) {
    for (size_t i = 0; i < COUNT_OF(own_links); i++) {
        size_t length = strlen(own_links[i].prefix);
        if (strncmp(text, own_links[i].prefix, length) == 0)
            return snprintf(path, PATH_MAX, own_links[i].own, tid, text + length) < PATH_MAX;
    }
    if (strncmp(text, "/proc/", 6) != 0 || !isdigit((unsigned char)text[6]))
        return false;
    return snprintf(path, PATH_MAX, "%s", text) < PATH_MAX;
}

static int open_link(pid_t tid, const char *link) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", tid, link);
    return open(path, O_PATH | O_CLOEXEC);
}

static int open_from(int start, const char *path, int flags, uint64_t resolve) {
    struct open_how how = {.flags = (uint64_t)(O_PATH | O_CLOEXEC | flags), .resolve = resolve};
    return start < 0 ? -1 : (int)syscall(SYS_openat2, start, path, &how, sizeof how);
}

static int open_start(const struct foreign_path *path) {
    char link[32];
    if (path->from == AT_FDCWD)
        return open_link(path->tid, "cwd");
    snprintf(link, sizeof link, "fd/%d", path->from);
    return open_link(path->tid, link);
}

/* A chroot confines ".." and absolute links, and a directory inside it knows nothing of that: there the path is spelt
 * from the root. Returns false when the root is ours, or when the texts do not fit (another mount namespace). */
static bool spell_from_root(const struct foreign_path *path, const char *text, char whole[PATH_MAX]) {
    char link[64], root[PATH_MAX], start[PATH_MAX];
    snprintf(link, sizeof link, "/proc/%d/root", path->tid);
    ssize_t length = readlink(link, root, sizeof root - 1);
    if (length <= 1)
        return false;
    root[length] = 0;
    if (path->from == AT_FDCWD)
        snprintf(link, sizeof link, "/proc/%d/cwd", path->tid);
    else
        snprintf(link, sizeof link, "/proc/%d/fd/%d", path->tid, path->from);
    ssize_t whole_length = readlink(link, start, sizeof start - 1);
    start[whole_length > 0 ? whole_length : 0] = 0;
    bool inside = strncmp(start, root, (size_t)length) == 0 && (start[length] == '/' || start[length] == 0);
    if (!inside)
        return false;
    return snprintf(whole, PATH_MAX, "%s/%s", start + length, text) < PATH_MAX;
}

static int open_from_root(pid_t tid, const char *text, int flags) {
    SCOPED_FD root = open_link(tid, "root");
    return open_from(root, text, flags, RESOLVE_IN_ROOT);
}

static int open_foreign(const struct foreign_path *path, const char *text, int flags) {
    char other[PATH_MAX];
    if (rewrite_own_link(path->tid, text, other))
        return open(other, O_PATH | O_CLOEXEC | flags);
    if (text[0] == '/')
        return open_from_root(path->tid, text, flags);
    if (spell_from_root(path, text, other))
        return open_from_root(path->tid, other, flags);
    SCOPED_FD start = open_start(path);
    return open_from(start, text, flags, 0);
}

int open_parent(const struct foreign_path *path) {
    char directory[PATH_MAX];
    copy_directory(path->text, directory);
    return open_foreign(path, directory, O_DIRECTORY);
}

bool stat_foreign_path(const struct foreign_path *path, struct stat *status) {
    SCOPED_FD fd = *path->text ? open_foreign(path, path->text, 0) : open_start(path);
    return fd >= 0 && fstat(fd, status) == 0;
}

bool lstat_foreign_path(const struct foreign_path *path, struct stat *status) {
    SCOPED_FD fd = open_foreign(path, path->text, O_NOFOLLOW);
    return fd >= 0 && fstat(fd, status) == 0;
}
