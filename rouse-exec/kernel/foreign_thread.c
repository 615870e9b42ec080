#include "kernel/foreign_thread.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "kernel/bounded_read.h"
#include "kernel/process.h"
#include "kernel/uapi.h"
#include "scoped_fd.h"

#define PIECE 256 /* of a text; divides a page */

/* A SystemCallFilter= may forbid process_vm_readv; the file is readable under the same ptrace check. */
static bool read_memory_file(pid_t tid, uint64_t address, void *buffer, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", tid);
    SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd >= 0 && pread(fd, buffer, size, (off_t)address) == (ssize_t)size;
}

static bool read_at_once(pid_t tid, uint64_t address, void *buffer, size_t size) {
    struct iovec here = {buffer, size}, there = {(void *)(uintptr_t)address, size};
    ssize_t length = process_vm_readv(tid, &here, 1, &there, 1, 0);
    if (length == (ssize_t)size)
        return true;
    if (length >= 0)
        errno = EFAULT;
    if (errno != ENOSYS && errno != EPERM)
        return false;
    return read_memory_file(tid, address, buffer, size);
}

bool read_memory(pid_t tid, uint64_t address, void *buffer, size_t size) {
    return may_fault_for_ever() ? read_bounded(read_at_once, tid, address, buffer, size)
                                : read_at_once(tid, address, buffer, size);
}

/* The text may end right before an unmapped page, so no piece crosses a page boundary. */
bool read_text(pid_t tid, uint64_t address, char *text, size_t size) {
    size_t used = 0;
    while (used < size) {
        size_t piece = PIECE - (address + used) % PIECE, room = size - used;
        if (!read_memory(tid, address + used, text + used, piece < room ? piece : room))
            return false;
        if (memchr(text + used, 0, piece < room ? piece : room))
            return true;
        used += piece;
    }
    errno = ENAMETOOLONG;
    return false;
}

/* A notification names a thread. Linux 6.9 can open any thread, with that thread's own table; earlier kernels only
 * the leader of its group. */
static int open_thread(pid_t tid) {
    int pidfd = (int)syscall(SYS_pidfd_open, tid, PIDFD_THREAD);
    if (pidfd < 0 && errno == EINVAL)
        pidfd = (int)syscall(SYS_pidfd_open, tid, 0);
    if (pidfd >= 0)
        return pidfd;
    pid_t leader = thread_group_of(tid);
    return leader > 0 ? (int)syscall(SYS_pidfd_open, leader, 0) : -1;
}

int duplicate_descriptor(pid_t tid, int fd) {
    SCOPED_FD pidfd = open_thread(tid);
    return pidfd < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
}

int descriptor_flags(pid_t tid, int fd) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", tid, fd);
    SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? -1 : read(file, text, sizeof text - 1);
    if (length <= 0)
        return -1;
    text[length] = 0;
    const char *line = strstr(text, "flags:");
    if (!line)
        errno = EPROTO;
    return line ? (int)strtol(line + 6, NULL, 8) : -1;
}

static bool without_kcmp;

void compare_without_kcmp(void) {
    without_kcmp = true;
}

int is_same_description(pid_t tid, int fd, int own) {
    long result = without_kcmp ? -1 : syscall(SYS_kcmp, tid, getpid(), KCMP_FILE, fd, own);
    return result < 0 ? -1 : result == 0;
}

ino_t socket_inode(pid_t tid, int fd) {
    char path[64], target[64];
    snprintf(path, sizeof path, "/proc/%d/fd/%d", tid, fd);
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length <= 8 || strncmp(target, "socket:[", 8) != 0)
        return 0;
    target[length] = 0;
    return strtoul(target + 8, NULL, 10);
}

bool socket_protocol_name(pid_t tid, int fd, char *name, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd/%d", tid, fd);
    ssize_t length = getxattr(path, "system.sockprotoname", name, size - 1);
    name[length > 0 ? length : 0] = 0;
    return length > 0;
}
