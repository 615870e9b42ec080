#include "turn/group_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OURS 3 /* the last parts of the path, rouse/one-of/NAME: nobody else may be able to put others in their place */

/* su(1) keeps the XDG_RUNTIME_DIR of the user before. */
static bool is_own_folder(const char *path) {
    struct stat status;
    return *path == '/' && stat(path, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid();
}

/* src/rouse-exec/report-path.ts finds the folder of the reports in the same way, but for root: whatever root starts
 * shares a group with the services of the system. */
static bool name_folder(const char *group, char path[PATH_MAX]) {
    const char *runtime = getenv("XDG_RUNTIME_DIR"), *temporary = getenv("TMPDIR");
    int length;
    if (*group == '/')
        length = snprintf(path, PATH_MAX, "%s", group);
    else if (geteuid() == 0)
        length = snprintf(path, PATH_MAX, "/run/rouse/one-of/%s", group);
    else if (runtime && is_own_folder(runtime))
        length = snprintf(path, PATH_MAX, "%s/rouse/one-of/%s", runtime, group);
    else
        length = snprintf(path, PATH_MAX, "%s/rouse-%u/one-of/%s", temporary && *temporary == '/' ? temporary : "/tmp",
                          geteuid(), group);
    return length < PATH_MAX;
}

static const char *find_fault(const struct stat *status) {
    static char text[64];
    if (status->st_uid != geteuid() && status->st_uid != 0) {
        snprintf(text, sizeof text, "belongs to user %u", status->st_uid);
        return text;
    }
    return (status->st_mode & 022) && !(status->st_mode & S_ISVTX) ? "may be written to by others" : NULL;
}

/* Other users of the system may take part in a group of root's, in a folder that root has made for that. */
static bool make_folder(int at, const char *name, bool is_last) {
    mode_t before = umask(022);
    bool made = mkdirat(at, name, is_last || geteuid() != 0 ? 0700 : 0755) == 0 || errno == EEXIST;
    int error = errno;
    umask(before);
    errno = error;
    return made;
}

static int step_into(int at, const char *name, bool is_ours, bool is_last) {
    int flags = O_PATH | O_DIRECTORY | O_CLOEXEC | (is_ours ? O_NOFOLLOW : 0);
    int fd = openat(at, name, flags);
    if (fd < 0 && errno == ENOENT && is_ours && make_folder(at, name, is_last))
        fd = openat(at, name, flags);
    return fd;
}

static size_t count_parts(const char *path) {
    size_t count = 0;
    for (; *path; path++)
        count += *path == '/' && path[1] != '/' && path[1] != '\0';
    return count;
}

/* Returns the folder as O_PATH, or -1 with a clause. PATH is cut where it could not be followed. */
static int walk(char *path, char problem[FOLDER_PROBLEM_MAX]) {
    size_t left = count_parts(path);
    int at = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    char *part = path + strspn(path, "/");
    while (at >= 0 && *part) {
        char *end = part + strcspn(part, "/"), *next = end + strspn(end, "/");
        char kept = *end;
        struct stat status;
        *end = '\0';
        bool is_ours = left <= OURS;
        int fd = step_into(at, part, is_ours, left == 1), error = errno;
        close(at);
        at = fd;
        const char *fault = fd < 0 ? strerror(error) : is_ours && fstat(fd, &status) == 0 ? find_fault(&status) : NULL;
        if (fault) {
            snprintf(problem, FOLDER_PROBLEM_MAX, "%.400s%s %s", path, fd < 0 ? ":" : "", fault);
            if (fd >= 0)
                close(fd);
            return -1;
        }
        *end = kept;
        part = next;
        left--;
    }
    return at;
}

int open_group(const char *group, char problem[FOLDER_PROBLEM_MAX]) {
    char path[PATH_MAX];
    if (!name_folder(group, path)) {
        snprintf(problem, FOLDER_PROBLEM_MAX, "the path of its folder is too long");
        return -1;
    }
    int at = walk(path, problem);
    if (at < 0)
        return -1;
    int fd = openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && faccessat(at, ".", W_OK | X_OK, 0) != 0) {
        int error = errno;
        close(fd);
        fd = -1;
        errno = error;
    }
    if (fd < 0)
        snprintf(problem, FOLDER_PROBLEM_MAX, "cannot write to %.400s: %s", path, strerror(errno));
    close(at);
    return fd;
}
