#include "paths/foreign_path.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel/uapi.h"
#include "paths/path_walk.h"
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

/* A chroot confines ".." and absolute links, and a directory inside it knows nothing of that. */
static bool has_own_root(pid_t tid) {
    char link[64], root[2];
    snprintf(link, sizeof link, "/proc/%d/root", tid);
    return readlink(link, root, sizeof root) > 1;
}

/* At one go, where that is certain to lead where the thread would go. */
static int open_at_once(pid_t tid, int start, const char *text, int flags) {
    if (text[0] == '/')
        return open_from(start, text, flags, RESOLVE_IN_ROOT);
    return has_own_root(tid) ? -1 : open_from(start, text, flags, RESOLVE_NO_MAGICLINKS);
}

static int open_foreign(const struct foreign_path *path, const char *text, int flags) {
    SCOPED_FD start = text[0] == '/' ? open_link(path->tid, "root") : open_start(path);
    int fd = open_at_once(path->tid, start, text, flags);
    return fd >= 0 ? fd : walk_path(path->tid, start, text, flags);
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
