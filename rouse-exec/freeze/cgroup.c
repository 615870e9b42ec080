#include "freeze/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "clock.h"
#include "idle/activity.h"
#include "kernel/process_list.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "scratch.h"

#define CGROUP2_MAGIC 0x63677270 /* linux/magic.h */
#define PATIENCE_US 100000
#define PATH_BYTES 4096

static int program = -1, switcher = -1; /* the directory of the program's cgroup, and its cgroup.freeze */
static char name[512];                  /* of that cgroup, as /proc/PID/cgroup says it */

/* Where v1 has controllers, too, systemd has v2 beside them. */
static const char *mount_point(void) {
    static const char *const places[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"};
    struct statfs found;
    for (int i = 0; i < 2; i++)
        if (statfs(places[i], &found) == 0 && found.f_type == CGROUP2_MAGIC)
            return places[i];
    return NULL;
}

/* cgroups(7): the line of v2 is "0::/path". */
static bool read_cgroup(pid_t pid, char *path, size_t size) {
    SCRATCH static char text[PATH_BYTES];
    snprintf(text, sizeof text, "/proc/%d/cgroup", pid);
    SCOPED_FD fd = open(text, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    text[length > 0 ? length : 0] = 0;
    char *line = strncmp(text, "0::", 3) == 0 ? text : strstr(text, "\n0::");
    if (!line)
        return false;
    line = strchr(line, '/');
    if (!line)
        return false;
    line[strcspn(line, "\n")] = 0;
    return snprintf(path, size, "%s", line) < (int)size;
}

static bool is_marked(int cgroup, const char *attribute) {
    char value[2];
    return fgetxattr(cgroup, attribute, value, sizeof value) == 1 && value[0] == '1';
}

/* Nobody else is in it. */
static bool is_ours_alone(int cgroup) {
    char text[32], own[32];
    SCOPED_FD fd = openat(cgroup, "cgroup.procs", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    text[length > 0 ? length : 0] = 0;
    snprintf(own, sizeof own, "%d\n", getpid());
    return strcmp(text, own) == 0;
}

static bool is_of_service(const char *path) {
    size_t length = strlen(path), end = strlen(".service");
    return length > end && strcmp(path + length - end, ".service") == 0;
}

/* systemd marks what it has delegated: by user.delegate since 251, for whoever may not read trusted.delegate. The manager
 * of a user marks nothing (252): there it is enough that the cgroup is the user's, of a service, and nobody else's. */
static bool is_delegated(int cgroup, const char *path) {
    struct stat found;
    if (is_marked(cgroup, "user.delegate") || is_marked(cgroup, "trusted.delegate"))
        return true;
    return geteuid() != 0 && fstat(cgroup, &found) == 0 && found.st_uid == geteuid() && is_of_service(path) &&
           is_ours_alone(cgroup);
}

static bool write_into(int cgroup, const char *file, const char *text) {
    SCOPED_FD fd = openat(cgroup, file, O_WRONLY | O_CLOEXEC);
    return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

static int make_below(int cgroup, const char *below) {
    if (mkdirat(cgroup, below, 0755) != 0 && errno != EEXIST)
        return -1;
    return openat(cgroup, below, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool divide(int own) {
    SCOPED_FD ours = make_below(own, "rouse-exec");
    program = make_below(own, "program");
    if (ours < 0 || program < 0 || !write_into(ours, "cgroup.procs", "0"))
        return false;
    write_into(own, "cgroup.subtree_control", "+memory"); /* where v2 has no such controller, there is no reclaim */
    switcher = openat(program, "cgroup.freeze", O_WRONLY | O_CLOEXEC);
    return switcher >= 0;
}

static void give_up(void) {
    if (program >= 0)
        close(program);
    if (switcher >= 0)
        close(switcher);
    program = switcher = -1;
}

void divide_cgroup(void) {
    char path[PATH_BYTES];
    const char *mount = mount_point();
    int length = mount ? snprintf(path, sizeof path, "%s", mount) : 0;
    if (!mount || !read_cgroup(getpid(), path + length, sizeof path - (size_t)length) ||
        strlen(path + length) + strlen("/program") >= sizeof name)
        return;
    SCOPED_FD own = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (own < 0 || !is_delegated(own, path + length))
        return;
    snprintf(name, sizeof name, "%s/program", strcmp(path + length, "/") == 0 ? "" : path + length);
    if (divide(own))
        return;
    warn_errno("cannot divide the cgroup %s, which is delegated: the program is frozen by SIGSTOP", path + length);
    give_up();
}

void take_into_cgroup(pid_t pid) {
    char text[32];
    if (program < 0)
        return;
    snprintf(text, sizeof text, "%d", pid);
    if (write_into(program, "cgroup.procs", text))
        return;
    warn_errno_once("cannot put the program into a cgroup of its own: it is frozen by SIGSTOP");
    give_up();
}

/* pam_systemd moves who logs in (sudo, su -) to another one. */
bool is_program_in_cgroup(void) {
    char path[sizeof name + 64];
    struct process_list all = list_descendants();
    for (size_t i = 0; program >= 0 && i < all.count; i++) {
        bool known = read_cgroup(all.pids[i], path, sizeof path) && strncmp(path, name, strlen(name)) == 0;
        char next = known ? path[strlen(name)] : 1;
        if (next != 0 && next != '/')
            return false;
    }
    return program >= 0;
}

static bool is_all_frozen(int events) {
    char text[128];
    ssize_t length = pread(events, text, sizeof text - 1, 0);
    text[length > 0 ? length : 0] = 0;
    return strstr(text, "frozen 1") != NULL;
}

/* cgroup.events has POLLPRI when it changes. */
bool freeze_cgroup(void) {
    SCOPED_FD events = openat(program, "cgroup.events", O_RDONLY | O_CLOEXEC);
    uint64_t end = now_us() + PATIENCE_US;
    bool frozen = false;
    if (events < 0 || write(switcher, "1", 1) != 1)
        return false;
    while (!(frozen = is_all_frozen(events)) && !is_activity_pending() && now_us() < end) {
        struct pollfd change = {.fd = events, .events = POLLPRI};
        poll(&change, 1, 5);
    }
    return frozen;
}

void thaw_cgroup(void) {
    if (switcher >= 0 && write(switcher, "0", 1) != 1)
        warn_errno_once("cannot thaw the cgroup of the program");
}

int cgroup_switch(void) {
    return switcher;
}

bool can_reclaim_private(void) {
    return program >= 0 && write_into(program, "memory.reclaim", "0 swappiness=max");
}

bool reclaim_piece(void) {
    static const char *const texts[] = {"1048576 swappiness=max", "1048576"};
    return program >= 0 && write_into(program, "memory.reclaim", texts[!can_reclaim_private()]);
}
