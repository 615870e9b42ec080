#include "report/report_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/process.h"
#include "messages/log.h"
#include "scoped_fd.h"

#define LOCK_NAME_MAX (NAME_MAX + 1)

static int folder = -1; /* of the lock; -1: there is none */

/* Returns false when the name is too long for a file. */
static bool name_lock(const char *report, char name[LOCK_NAME_MAX]) {
    return snprintf(name, LOCK_NAME_MAX, "%s.lock", report) < LOCK_NAME_MAX;
}

/* The file is not the report itself, which is replaced at each change, and which others may read and therefore lock.
 * Open for reading only, it does not keep its disk from being made read-only. O_NONBLOCK: a FIFO may be there. */
static int open_lock(const char *name) {
    return openat(folder, name, O_RDONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
}

/* "1: FLOCK  ADVISORY  WRITE 1234 00:1a:5678 0 EOF": returns 1234 for inode 5678; 0 for another line. */
static pid_t holder_in(const char *line, ino_t inode) {
    const char *pid = strstr(line, " WRITE "), *place = pid ? strchr(pid + strlen(" WRITE "), ' ') : NULL;
    const char *number = place ? strrchr(place, ':') : NULL;
    bool found = strstr(line, " FLOCK ") && number && strtoull(number + 1, NULL, 10) == inode;
    return found ? (pid_t)atoi(pid + strlen(" WRITE ")) : 0;
}

/* Returns 0 when it is not known: it may be a process of another pid namespace. */
static pid_t find_holder(int fd) {
    char text[4096 + 1];
    struct stat status;
    pid_t holder = 0;
    size_t kept = 0;
    ssize_t length;
    SCOPED_FD locks = open("/proc/locks", O_RDONLY | O_CLOEXEC);
    if (locks < 0 || fstat(fd, &status) != 0)
        return 0;
    while (!holder && (length = read(locks, text + kept, sizeof text - 1 - kept)) > 0) {
        char *line = text, *end;
        text[kept + (size_t)length] = '\0';
        for (; !holder && (end = strchr(line, '\n')); line = end + 1) {
            *end = '\0';
            holder = holder_in(line, status.st_ino);
        }
        kept = strlen(line);
        memmove(text, line, kept);
    }
    return holder;
}

__attribute__((noreturn)) static void refuse(int fd, const char *path) {
    char holder_name[32];
    pid_t holder = find_holder(fd);
    folder = -1;
    if (holder > 0)
        die("cannot write the report %s: process %d (%s) writes it; end that one, or choose another name", path, holder,
            process_name(holder, holder_name, sizeof holder_name));
    die("cannot write the report %s: another process writes it; end that one, or choose another name", path);
}

/* A file with another name may be that of somebody else, who would wait for our lock. */
static bool is_plain_file(const struct stat *status) {
    return S_ISREG(status->st_mode) && status->st_nlink <= 1;
}

__attribute__((noreturn)) static void refuse_obstacle(const char *path) {
    folder = -1;
    die("cannot write the report %s: %s.lock is in the way; remove it", path, path);
}

static bool is_obstacle(int error) {
    return error == ELOOP || error == EISDIR || error == ENXIO;
}

/* A lock that another user has left could be held: without a look at it, there would be two writers. */
static bool is_of_another_user(int error, const char *name) {
    struct stat there;
    return error == EACCES && fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Returns whether to try again: who had the lock before has removed the file after we had opened it. */
static bool is_gone(int fd, const char *name) {
    struct stat own, there;
    return fstat(fd, &own) == 0 && (fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) != 0 ||
                                    own.st_ino != there.st_ino || own.st_dev != there.st_dev);
}

/* Returns false when it is to be tried again. The lock ends with the descriptor, which stays open here and in no other
 * process: the program is executed without it, and the guard of a run closes what it does not need. */
static bool try_lock(const char *report, const char *path) {
    char name[LOCK_NAME_MAX];
    struct stat status;
    int fd = -1;
    errno = ENAMETOOLONG;
    if (name_lock(report, name))
        fd = open_lock(name);
    if (fd < 0 && (is_obstacle(errno) || is_of_another_user(errno, name)))
        refuse_obstacle(path);
    if (fd < 0) { /* a full disk, or a directory that we may not write to: the report will tell */
        folder = -1;
        return true;
    }
    if (fstat(fd, &status) == 0 && !is_plain_file(&status))
        refuse_obstacle(path);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        refuse(fd, path);
    if (!is_gone(fd, name))
        return true;
    close(fd);
    return false;
}

bool lock_report(int directory, const char *report, const char *path) {
    folder = directory;
    while (!try_lock(report, path))
        ;
    return folder >= 0;
}

void remove_report_lock(const char *report) {
    char name[LOCK_NAME_MAX];
    if (folder >= 0 && name_lock(report, name))
        unlinkat(folder, name, 0);
    folder = -1;
}
