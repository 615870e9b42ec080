#include "kernel/io_uring.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel/descriptor_walk.h"
#include "kernel/process_list.h"
#include "kernel/uapi.h"
#include "scoped_fd.h"

#define TEXT_OF(number) TEXT_OF_THIS(number)
#define TEXT_OF_THIS(number) #number

static const char armed_accept[] = "op=" TEXT_OF(IORING_OP_ACCEPT) ",";

typedef bool matches(pid_t tid, int fd);

static bool is_there(pid_t tid, int fd) {
    (void)tid, (void)fd;
    return true;
}

/* Its lines may be many. What is kept of one read for the next is as long as what is looked for, but one. */
static bool has_line(int fd, const char *wanted, size_t length) {
    char text[1024];
    size_t kept = 0;
    for (ssize_t got; (got = read(fd, text + kept, sizeof text - kept)) > 0;) {
        size_t end = kept + (size_t)got;
        if (memmem(text, end, wanted, length))
            return true;
        kept = end < length - 1 ? end : length - 1;
        memmove(text, text + end - kept, kept);
    }
    return false;
}

static bool is_accept_armed(pid_t tid, int fd) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", tid, fd);
    SCOPED_FD info = open(path, O_RDONLY | O_CLOEXEC);
    return info >= 0 && has_line(info, armed_accept, sizeof armed_accept - 1);
}

static bool has_ring(pid_t pid, matches *is) {
    struct descriptor_walk walk;
    struct open_descriptor found;
    bool has = false;
    if (!open_descriptors(&walk, pid))
        return false;
    while (!has && next_descriptor(&walk, &found))
        has = found.kind == DESCRIPTOR_IO_URING && is(walk.tid, found.fd);
    close_descriptors(&walk);
    return has;
}

static bool has_any_ring(matches *is) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        if (has_ring(all.pids[i], is))
            return true;
    return false;
}

bool uses_io_uring(void) {
    return has_any_ring(is_there);
}

bool waits_in_io_uring_accept(void) {
    return has_any_ring(is_accept_armed);
}
