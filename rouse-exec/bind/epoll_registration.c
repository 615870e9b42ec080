#include "bind/epoll_registration.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/foreign_thread.h"
#include "messages/log.h"
#include "scoped_fd.h"

static bool read_number(const char *line, const char *key, int base, unsigned long long *value) {
    const char *text = strstr(line, key);
    char *end;
    if (!text)
        return false;
    *value = strtoull(text + strlen(key), &end, base);
    return end != text + strlen(key);
}

/* Parses one line of proc_pid_fdinfo(5) of an epoll set: "tfd: 5 events: 19 data: 5 pos:0 ino:61 sdev:9". Returns
 * false when it is another line. The member `set` is left alone. */
static bool parse_registration(const char *line, struct registration *registration, ino_t *inode) {
    unsigned long long fd, events, data, number;
    if (strncmp(line, "tfd:", 4) != 0 || !read_number(line, "tfd:", 10, &fd) ||
        !read_number(line, " events:", 16, &events) || !read_number(line, " data:", 16, &data) ||
        !read_number(line, " ino:", 16, &number) || fd > INT32_MAX || events > UINT32_MAX)
        return false;
    registration->fd = (int)fd;
    registration->events = (uint32_t)events;
    registration->data = data;
    *inode = (ino_t)number;
    return true;
}

static void take_line(const char *line, int set, ino_t wanted, struct registrations *found) {
    struct registration one = {.set = set};
    ino_t inode;
    if (!parse_registration(line, &one, &inode) || inode != wanted)
        return;
    found->more = found->count == REGISTRATIONS_MAX;
    if (!found->more)
        found->list[found->count++] = one;
}

/* Takes the whole lines out of TEXT; the rest, which is the beginning of a line, moves to the front. */
static size_t take_lines(char *text, int set, ino_t wanted, struct registrations *found) {
    char *line = text, *end;
    for (; (end = strchr(line, '\n')); line = end + 1) {
        *end = 0;
        take_line(line, set, wanted, found);
    }
    size_t rest = strlen(line);
    memmove(text, line, rest);
    return rest;
}

void collect_registrations(pid_t tid, int set, ino_t inode, struct registrations *found) {
    char path[64], text[1024];
    size_t used = 0;
    ssize_t length;
    snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", tid, set);
    SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC);
    while (file >= 0 && used < sizeof text - 1 && (length = read(file, text + used, sizeof text - 1 - used)) > 0) {
        text[used + (size_t)length] = 0;
        used = take_lines(text, set, inode, found);
    }
}

/* An epoll set knows a socket by its number too, and the program will use its own number. So the work is done in a
 * child process, all of whose descriptor numbers may be overwritten; those that are still needed are moved out of the
 * way first. */
static bool move_one(int set, int old, int fresh, const struct registration *one) {
    struct rlimit limit;
    struct epoll_event event = {.events = one->events, .data.u64 = one->data};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < (rlim_t)one->fd + 4) {
        limit.rlim_cur = (rlim_t)one->fd + 4;
        limit.rlim_max = limit.rlim_max < limit.rlim_cur ? limit.rlim_cur : limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    set = fcntl(set, F_DUPFD_CLOEXEC, one->fd + 1);
    fresh = fcntl(fresh, F_DUPFD_CLOEXEC, one->fd + 1);
    /* A forked process may still hold the old socket, which would go on reporting its hang-up. */
    if (dup2(old, one->fd) < 0 || (epoll_ctl(set, EPOLL_CTL_DEL, one->fd, &event) != 0 && errno != ENOENT))
        return false;
    return dup2(fresh, one->fd) >= 0 && (epoll_ctl(set, EPOLL_CTL_ADD, one->fd, &event) == 0 || errno == EEXIST);
}

static bool move_elsewhere(int set, int old, int fresh, const struct registration *one) {
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        _exit(move_one(set, old, fresh, one) ? 0 : errno);
    if (child < 0 || waitpid(child, &status, 0) != child)
        return false;
    errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
    return errno == 0;
}

void move_registrations(pid_t tid, const struct registrations *found, int old, int fresh) {
    for (size_t i = 0; i < found->count; i++) {
        const struct registration *one = &found->list[i];
        SCOPED_FD set = duplicate_descriptor(tid, one->set);
        if (set < 0 || !move_elsewhere(set, old, fresh, one))
            warn_errno_once("cannot put the passed socket into epoll set %d of process %d, where the program's own was: "
                            "it may not see its connections",
                            one->set, tid);
    }
    if (found->more)
        warn_once("the program's socket is in more than %d epoll sets: not all know the passed one", REGISTRATIONS_MAX);
}
