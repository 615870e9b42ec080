#include "path_identity.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel.h"
#include "scoped_fd.h"

#define PATH_MAX_TEXT (sizeof(((struct sockaddr_un *)0)->sun_path) + 1)

static void copy_path(const struct address *address, char path[PATH_MAX_TEXT]) {
    size_t length = address->length - offsetof(struct sockaddr_un, sun_path);
    length = strnlen(address->un.sun_path, length);
    memcpy(path, address->un.sun_path, length);
    path[length] = 0;
}

/* Splits PATH in place: the directory (never empty) is returned, the name stays behind. */
static const char *split(char *path, char **name) {
    char *slash = strrchr(path, '/');
    *name = slash ? slash + 1 : path;
    if (!slash)
        return ".";
    if (slash == path)
        return "/";
    *slash = 0;
    return path;
}

static struct path_identity identity_of(int directory, const char *name) {
    struct path_identity identity = {0};
    struct stat status;
    if (directory < 0 || fstat(directory, &status) != 0)
        return identity;
    identity.known = true;
    identity.device = status.st_dev;
    identity.directory = status.st_ino;
    snprintf(identity.name, sizeof identity.name, "%s", name);
    return identity;
}

struct path_identity identify_path(const struct address *address) {
    char path[PATH_MAX_TEXT], *name = path;
    copy_path(address, path);
    const char *directory = split(path, &name);
    SCOPED_FD fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return identity_of(fd, name);
}

/* /proc/self in a path would be ours; the thread means its own. Such a path is resolved from our root:
 * RESOLVE_IN_ROOT refuses the magic links of /proc. */
static int open_own_proc(pid_t tid, const char *rest) {
    char path[PATH_MAX_TEXT + 32];
    snprintf(path, sizeof path, "/proc/%d%s", tid, rest);
    return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static int open_from(pid_t tid, const char *link, const char *directory, uint64_t resolve) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", tid, link);
    SCOPED_FD start = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (start < 0)
        return -1;
    struct open_how_args how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC, .resolve = resolve};
    return (int)syscall(SYS_openat2, start, directory, &how, sizeof how);
}

static int open_directory_of(pid_t tid, const char *directory) {
    if (strncmp(directory, "/proc/self/", 11) == 0)
        return open_own_proc(tid, directory + 10);
    if (directory[0] == '/')
        return open_from(tid, "root", directory, RESOLVE_IN_ROOT_FLAG);
    return open_from(tid, "cwd", directory, 0);
}

struct path_identity identify_path_of(pid_t tid, const struct address *address) {
    char path[PATH_MAX_TEXT], *name = path;
    copy_path(address, path);
    const char *directory = split(path, &name);
    SCOPED_FD fd = open_directory_of(tid, directory);
    return identity_of(fd, name);
}

bool same_path(const struct path_identity *a, const struct path_identity *b) {
    return a->known && b->known && a->device == b->device && a->directory == b->directory &&
           strcmp(a->name, b->name) == 0;
}
