#include "path_identity.h"

#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel.h"
#include "scoped_fd.h"

void copy_socket_path(const struct address *address, char path[SOCKET_PATH_MAX]) {
    size_t length = address->length - offsetof(struct sockaddr_un, sun_path);
    length = strnlen(address->un.sun_path, length);
    memcpy(path, address->un.sun_path, length);
    path[length] = 0;
}

const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Never empty: "." for a bare name, "/" for one in the root. */
static void copy_directory(const char *path, char directory[PATH_MAX]) {
    size_t length = (size_t)(last_part(path) - path);
    if (length > 1)
        length--; /* the slash behind it */
    if (length == 0)
        path = ".", length = 1;
    snprintf(directory, PATH_MAX, "%.*s", (int)length, path);
}

static struct path_identity identity_of(int directory, const char *name) {
    struct path_identity identity = {0};
    struct stat status;
    if (directory < 0 || strlen(name) >= sizeof identity.name || fstat(directory, &status) != 0)
        return identity;
    identity.known = true;
    identity.device = status.st_dev;
    identity.directory = status.st_ino;
    strcpy(identity.name, name);
    return identity;
}

struct path_identity identify_path(const struct address *address) {
    char path[SOCKET_PATH_MAX], directory[PATH_MAX];
    copy_socket_path(address, path);
    copy_directory(path, directory);
    SCOPED_FD fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return identity_of(fd, last_part(path));
}

/* /proc/self in a path would be ours; the thread means its own. Such a path is resolved from our root:
 * RESOLVE_IN_ROOT refuses the magic links of /proc. */
static int open_own_proc(pid_t tid, const char *rest, int flags) {
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "/proc/%d%s", tid, rest) >= (int)sizeof path)
        return -1;
    return open(path, O_PATH | O_CLOEXEC | flags);
}

static int open_link(pid_t tid, const char *link) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", tid, link);
    return open(path, O_PATH | O_CLOEXEC);
}

static int open_from(int start, const char *path, int flags, uint64_t resolve) {
    struct open_how_args how = {.flags = (uint64_t)(O_PATH | O_CLOEXEC | flags), .resolve = resolve};
    return start < 0 ? -1 : (int)syscall(SYS_openat2, start, path, &how, sizeof how);
}

static int open_start(const struct foreign_path *path) {
    char link[32];
    if (path->from == AT_FDCWD)
        return open_link(path->tid, "cwd");
    snprintf(link, sizeof link, "fd/%d", path->from);
    return open_link(path->tid, link);
}

static int open_foreign(const struct foreign_path *path, const char *text, int flags) {
    if (strncmp(text, "/proc/self/", 11) == 0)
        return open_own_proc(path->tid, text + 10, flags);
    if (text[0] == '/') {
        SCOPED_FD root = open_link(path->tid, "root");
        return open_from(root, text, flags, RESOLVE_IN_ROOT_FLAG);
    }
    SCOPED_FD start = open_start(path);
    return open_from(start, text, flags, 0);
}

int open_parent(const struct foreign_path *path) {
    char directory[PATH_MAX];
    copy_directory(path->text, directory);
    return open_foreign(path, directory, O_DIRECTORY);
}

struct path_identity identify_foreign_path(const struct foreign_path *path) {
    SCOPED_FD fd = open_parent(path);
    return identity_of(fd, last_part(path->text));
}

bool stat_foreign_path(const struct foreign_path *path, struct stat *status) {
    SCOPED_FD fd = *path->text ? open_foreign(path, path->text, 0) : open_start(path);
    return fd >= 0 && fstat(fd, status) == 0;
}

bool lstat_foreign_path(const struct foreign_path *path, struct stat *status) {
    SCOPED_FD fd = open_foreign(path, path->text, O_NOFOLLOW);
    return fd >= 0 && fstat(fd, status) == 0;
}

bool same_path(const struct path_identity *a, const struct path_identity *b) {
    return a->known && b->known && a->device == b->device && a->directory == b->directory &&
           strcmp(a->name, b->name) == 0;
}
