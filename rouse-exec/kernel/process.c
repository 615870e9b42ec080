#include "kernel/process.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "scoped_fd.h"

#define STAT_MAX 512
#define STATUS_LINE_MAX 256 /* of the lines that are read here */
#define START_TICK_US 10000 /* of a start time, which is in units of USER_HZ */
#define CGROUPS_MAX 4096

static ssize_t read_file(const char *path, char *buffer, size_t size) {
    SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, buffer, size - 1);
    buffer[length > 0 ? length : 0] = 0;
    return length;
}

const char *process_name(pid_t pid, char *name, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    if (read_file(path, name, size) <= 0)
        snprintf(name, size, "?");
    name[strcspn(name, "\n")] = 0;
    return name;
}

/* TID 0: of the whole process, with the times of all its threads. The command name stands in parentheses and may contain anything, so the fields are counted from behind the last
 * one: state, then parent. */
static const char *read_stat(pid_t pid, pid_t tid, char text[STAT_MAX]) {
    char path[64];
    if (tid)
        snprintf(path, sizeof path, "/proc/%d/task/%d/stat", pid, tid);
    else
        snprintf(path, sizeof path, "/proc/%d/stat", pid);
    if (read_file(path, text, STAT_MAX) <= 0)
        return NULL;
    const char *end = strrchr(text, ')');
    return end && strlen(end) >= 5 ? end + 2 : NULL;
}

pid_t parent_of(pid_t pid) {
    char text[STAT_MAX];
    const char *fields = read_stat(pid, pid, text);
    return fields ? (pid_t)strtol(fields + 2, NULL, 10) : 0;
}

char state_of(pid_t pid, pid_t tid) {
    char text[STAT_MAX];
    const char *fields = read_stat(pid, tid, text);
    return fields ? *fields : 0;
}

/* proc_pid_stat(5): the state is field 3, the parent 4, the session 6, the start time 22. */
bool identify(pid_t pid, struct process_identity *identity) {
    char text[STAT_MAX];
    const char *field = read_stat(pid, pid, text);
    *identity = (struct process_identity){.pid = pid};
    for (int number = 4; field && number <= 22; number++) {
        field = strchr(field, ' ');
        field = field ? field + 1 : NULL;
        if (field && number == 4)
            identity->parent = (pid_t)strtol(field, NULL, 10);
        if (field && number == 6)
            identity->session = (pid_t)strtol(field, NULL, 10);
    }
    identity->started = field ? strtoull(field, NULL, 10) : 0;
    return field != NULL;
}

/* proc_pid_stat(5): 14 to 17 are utime, stime, cutime and cstime. */
uint64_t processor_ticks_of(pid_t pid) {
    char text[STAT_MAX];
    const char *field = read_stat(pid, 0, text);
    uint64_t ticks = 0;
    for (int number = 4; field && number <= 17; number++) {
        field = strchr(field, ' ');
        field = field ? field + 1 : NULL;
        if (field && number >= 14)
            ticks += strtoull(field, NULL, 10);
    }
    return ticks;
}

/* Start times count suspended time, too. */
uint64_t age_us(pid_t pid) {
    struct process_identity identity;
    struct timespec now;
    if (!identify(pid, &identity))
        return UINT64_MAX;
    clock_gettime(CLOCK_BOOTTIME, &now);
    uint64_t now_at = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
    uint64_t started_at = identity.started * START_TICK_US;
    return now_at > started_at ? now_at - started_at : 0;
}

bool is_still(const struct process_identity *identity) {
    struct process_identity now;
    return identify(identity->pid, &now) && now.started == identity->started;
}

/* The line of groups can be longer than any buffer (65,536 of them, NGROUPS_MAX), so the file is read in pieces, each
 * with the end of the one before it. */
static bool read_status(pid_t tid, const char *key, int base, unsigned long long *value) {
    char path[64], text[2048];
    size_t kept = 0;
    ssize_t length;
    snprintf(path, sizeof path, "/proc/%d/status", tid);
    SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && (length = read(fd, text + kept, sizeof text - 1 - kept)) > 0) {
        size_t size = kept + (size_t)length;
        text[size] = 0;
        const char *line = strstr(text, key);
        if (line && strchr(line + 1, '\n')) {
            *value = strtoull(line + strlen(key), NULL, base);
            return true;
        }
        kept = size < STATUS_LINE_MAX ? size : STATUS_LINE_MAX;
        memmove(text, text + size - kept, kept);
    }
    return false;
}

pid_t thread_group_of(pid_t tid) {
    unsigned long long leader;
    return read_status(tid, "\nTgid:", 10, &leader) ? (pid_t)leader : 0;
}

pid_t tracer_of(pid_t tid) {
    unsigned long long tracer;
    return read_status(tid, "\nTracerPid:", 10, &tracer) ? (pid_t)tracer : 0;
}

/* "Uid: real effective saved file-system" */
uid_t file_user_of(pid_t tid) {
    char path[64], text[2048];
    snprintf(path, sizeof path, "/proc/%d/status", tid);
    read_file(path, text, sizeof text);
    const char *line = strstr(text, "\nUid:");
    for (int skipped = 0; line && skipped < 4; skipped++)
        line = strchr(line, '\t') ? strchr(line, '\t') + 1 : NULL;
    return line ? (uid_t)strtoul(line, NULL, 10) : (uid_t)-1;
}

bool blocks_signal(pid_t tid, int number) {
    unsigned long long blocked;
    return !read_status(tid, "\nSigBlk:", 16, &blocked) || (blocked >> (number - 1) & 1);
}

static bool is_in_set(pid_t tid, const char *key, int number) {
    unsigned long long set;
    return read_status(tid, key, 16, &set) && (set >> (number - 1) & 1);
}

bool ignores_signal(pid_t pid, int number) {
    return is_in_set(pid, "\nSigIgn:", number);
}

bool catches_signal(pid_t pid, int number) {
    return is_in_set(pid, "\nSigCgt:", number);
}

bool is_signal_pending(pid_t tid, int number) {
    return is_in_set(tid, "\nSigPnd:", number) || is_in_set(tid, "\nShdPnd:", number);
}

unsigned filters_of(pid_t pid) {
    unsigned long long count;
    return read_status(pid, "\nSeccomp_filters:", 10, &count) ? (unsigned)count : 0;
}

/* The program may be in the other half of a divided cgroup, of v2 (freeze/cgroup.c): "0::/…/rouse-exec", "0::/…/program". */
static bool is_same_but_for_halves(const char *own, const char *other) {
    static const char ours[] = "/rouse-exec", its[] = "/program";
    size_t same = 0;
    while (own[same] && own[same] == other[same])
        same++;
    while (same > 0 && own[same] != '/')
        same--;
    return strncmp(own + same, ours, strlen(ours)) == 0 && strncmp(other + same, its, strlen(its)) == 0 &&
           strcmp(own + same + strlen(ours), other + same + strlen(its)) == 0;
}

bool shares_cgroup(pid_t pid) {
    char path[64], own[CGROUPS_MAX], other[CGROUPS_MAX];
    snprintf(path, sizeof path, "/proc/%d/cgroup", pid);
    return read_file(path, other, sizeof other) > 0 && read_file("/proc/self/cgroup", own, sizeof own) > 0 &&
           strlen(own) + 1 < sizeof own && (strcmp(own, other) == 0 || is_same_but_for_halves(own, other));
}

bool has_capability(int capability) {
    unsigned long long effective;
    return read_status(getpid(), "\nCapEff:", 16, &effective) && (effective >> capability & 1);
}
