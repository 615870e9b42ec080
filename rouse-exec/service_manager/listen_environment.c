#include "service_manager/listen_environment.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kernel/uapi.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "service_manager/environment.h"

static unsigned long long read_number(const char *name, const char *text) {
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (!*text || *end || errno != 0 || *text == '-')
        die("%s='%s' is not a number; the service manager (or the program that imitates it) must set it to one", name,
            text);
    return number;
}

/* LISTEN_PIDFDID (systemd 259) distinguishes this process from a later one with the same pid. Kernels without pidfs
 * (before 6.9) give every pidfd the same inode, which says nothing. */
static bool is_pidfd_of_another(void) {
    const char *text = getenv("LISTEN_PIDFDID");
    if (!text)
        return false;
    unsigned long long inode = read_number("LISTEN_PIDFDID", text);
    SCOPED_FD own = (int)syscall(SYS_pidfd_open, getpid(), 0);
    struct statfs filesystem;
    struct stat status;
    if (own < 0 || fstatfs(own, &filesystem) != 0 || (unsigned long)filesystem.f_type != PID_FS_MAGIC)
        return false;
    return fstat(own, &status) == 0 && status.st_ino != inode;
}

static size_t count_names(const char *names) {
    size_t count = 1;
    for (; *names; names++)
        count += *names == ':';
    return count;
}

struct listen_environment read_listen_environment(void) {
    struct listen_environment environment = {.names = getenv("LISTEN_FDNAMES")};
    const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
    if (!pid || !count || read_number("LISTEN_PID", pid) != (unsigned long long)getpid() || is_pidfd_of_another())
        return environment;
    unsigned long long number = read_number("LISTEN_FDS", count);
    if (number == 0 || number > 100000)
        die("LISTEN_FDS=%s is not a count of sockets", count);
    environment.count = (size_t)number;
    if (environment.names && count_names(environment.names) != environment.count)
        die("LISTEN_FDNAMES='%s' has %zu names for the %zu sockets of LISTEN_FDS", environment.names,
            count_names(environment.names), environment.count);
    return environment;
}

const char *next_listen_name(const char *names, char *name) {
    if (!names) {
        strcpy(name, "unknown");
        return NULL;
    }
    size_t length = strcspn(names, ":");
    size_t kept = length < SOCKET_NAME_MAX ? length : SOCKET_NAME_MAX;
    memcpy(name, names, kept);
    name[kept] = 0;
    return names[length] ? names + length + 1 : names + length;
}

void clear_listen_environment(void) {
    remove_variable("LISTEN_PID");
    remove_variable("LISTEN_PIDFDID");
    remove_variable("LISTEN_FDS");
    remove_variable("LISTEN_FDNAMES");
}
