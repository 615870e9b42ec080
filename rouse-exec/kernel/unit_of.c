#include "kernel/unit_of.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "array.h"
#include "kernel/directory.h"
#include "kernel/uapi.h"
#include "scoped_fd.h"
#include "scratch.h"

#define DEEPEST 12
#define LONGEST 512
#define KNOWN 8

/* The kernel gives no id to two cgroups until it starts again, and of version 2 none is renamed: an answer holds. */
static struct {
    uint64_t id;
    const char *unit;
    bool inside;
} known[KNOWN];

static const char *mount_of_version_2(void) {
    static const char *const mounts[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"};
    struct statfs file_system;
    for (size_t i = 0; i < COUNT_OF(mounts); i++)
        if (statfs(mounts[i], &file_system) == 0 && file_system.f_type == CGROUP2_SUPER_MAGIC)
            return mounts[i];
    return NULL;
}

/* The id is the inode of its folder. Returns 1: it is below a folder of UNIT; 0: it is not; -1: it was not found. */
static int find_below(char *path, size_t length, unsigned depth, uint64_t id, const char *unit, bool inside) {
    struct directory directory;
    struct stat status;
    const char *name;
    int found = -1;
    if (!open_directory(&directory, path))
        return -1;
    if (fstat(directory.fd, &status) == 0 && status.st_ino == id)
        found = inside;
    while (found < 0 && depth < DEEPEST && (name = next_folder(&directory))) {
        int more = snprintf(path + length, LONGEST - length, "/%s", name);
        if (more > 0 && (size_t)more < LONGEST - length)
            found = find_below(path, length + (size_t)more, depth + 1, id, unit, inside || strcmp(name, unit) == 0);
        path[length] = 0;
    }
    close_directory(&directory);
    return found;
}

bool is_cgroup_of_unit(uint64_t id, const char *unit) {
    static unsigned next;
    SCRATCH static char path[LONGEST];
    const char *mount = mount_of_version_2();
    for (size_t i = 0; i < KNOWN; i++)
        if (known[i].id == id && known[i].unit == unit)
            return known[i].inside;
    if (!mount)
        return false;
    int length = snprintf(path, sizeof path, "%s", mount);
    int found = find_below(path, (size_t)length, 0, id, unit, false);
    if (found >= 0) {
        known[next].id = id;
        known[next].unit = unit;
        known[next].inside = found == 1;
        next = (next + 1) % KNOWN;
    }
    return found == 1;
}

static bool has_folder(const char *text, const char *unit) {
    size_t length = strlen(unit);
    for (const char *at = strstr(text, unit); at; at = strstr(at + 1, unit))
        if (at > text && at[-1] == '/' && (at[length] == '/' || at[length] == '\n' || at[length] == 0))
            return true;
    return false;
}

/* cgroups(7): a line for each hierarchy, with a path. */
bool is_process_of_unit(pid_t pid, const char *unit) {
    SCRATCH static char text[4096];
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/cgroup", pid);
    SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    text[length > 0 ? length : 0] = 0;
    return pid > 0 && has_folder(text, unit);
}
