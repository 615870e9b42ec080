#include "freeze/page_out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/uio.h>
#include <unistd.h>

#include "clock.h"
#include "kernel/process_list.h"
#include "kernel/uapi.h"
#include "scoped_fd.h"
#include "scratch.h"
#include "seccomp/deadly_filter.h"

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

#define TURN_US 10000
#define FAST_US 500 /* a longer piece is taken after a faster call, a shorter one after a slower */
#define SLOW_US 2000
#define SMALLEST_PIECE (256ULL << 10)
#define FIRST_PIECE (1ULL << 20)
#define LARGEST_PIECE (1ULL << 40)

static struct {
    size_t process; /* how many processes of the list are done */
    uint64_t next;  /* of that process, what lies below is done */
    uint64_t piece; /* bytes for one call, so that it takes about a millisecond */
    bool stuck;     /* the process cannot be reached: it is another user's */
    bool given;     /* some has been given back */
    int error;      /* why the last one could not */
} progress;

const char *begin_page_out(void) {
    struct sysinfo machine;
    memset(&progress, 0, sizeof progress);
    progress.piece = FIRST_PIECE;
    if (sysinfo(&machine) != 0 || machine.totalswap == 0)
        return "this machine has no swap";
    if (machine.freeswap == 0)
        return "the swap of this machine is full";
    return may_advise() ? NULL : "a seccomp filter forbids process_madvise(2)";
}

struct range {
    uint64_t begin, end;
};

/* proc_pid_maps(5): "begin-end rwxp offset device inode path". What nobody may read, write or execute is only reserved.
 * [heap], [stack] and [anon:…] are names of anonymous memory; [vdso], [vvar] and [vsyscall] are the kernel's. */
static bool is_private_memory(const char *line, struct range *range) {
    char *at;
    range->begin = strtoull(line, &at, 16);
    if (*at != '-')
        return false;
    range->end = strtoull(at + 1, &at, 16);
    if (strlen(at) < strlen(" rwxp ") || at[4] != 'p' || strncmp(at + 1, "---", 3) == 0)
        return false;
    for (int field = 0; field < 3 && at; field++) /* mode, offset, device */
        at = strchr(at + 1, ' ');
    if (!at || strtoull(at + 1, &at, 10) != 0)
        return false;
    return strncmp(at + strspn(at, " "), "[v", 2) != 0;
}

struct maps {
    int fd;
    size_t length, at;
    char text[4096];
};

/* A read(2) gives whole lines (seq_file), so a line is cut only by the end of a buffer. Returns NULL at the end. */
static const char *next_line(struct maps *maps) {
    char *end = memchr(maps->text + maps->at, '\n', maps->length - maps->at);
    if (!end) {
        size_t kept = maps->length - maps->at;
        memmove(maps->text, maps->text + maps->at, kept);
        ssize_t more = read(maps->fd, maps->text + kept, sizeof maps->text - 1 - kept);
        maps->length = kept + (more > 0 ? (size_t)more : 0);
        maps->at = 0;
        end = more > 0 ? memchr(maps->text, '\n', maps->length) : NULL;
    }
    if (!end)
        return NULL;
    const char *line = maps->text + maps->at;
    *end = 0;
    maps->at = (size_t)(end + 1 - maps->text);
    return line;
}

static bool is_any_ready(struct pollfd *sources, nfds_t count) {
    return poll(sources, count, 0) > 0;
}

static void choose_piece(uint64_t took) {
    if (took < FAST_US && progress.piece < LARGEST_PIECE)
        progress.piece *= 2;
    else if (took > SLOW_US && progress.piece > SMALLEST_PIECE)
        progress.piece /= 2;
}

/* What is locked in memory, of huge pages or a device gives EINVAL: it stays. */
static bool is_refused(int error) {
    return error == EPERM || error == EACCES || error == ENOSYS || error == ESRCH;
}

static void take_piece(int process, const struct range *range) {
    uint64_t begin = progress.next > range->begin ? progress.next : range->begin;
    uint64_t size = range->end - begin < progress.piece ? range->end - begin : progress.piece, before = now_us();
    struct iovec piece = {(void *)(uintptr_t)begin, (size_t)size};
    long done = syscall(SYS_process_madvise, process, &piece, 1UL, MADV_PAGEOUT, 0U);
    progress.stuck = done < 0 && is_refused(errno);
    progress.error = progress.stuck ? errno : progress.error;
    progress.given = progress.given || done > 0;
    progress.next = begin + (done > 0 ? (uint64_t)done : size);
    choose_piece(now_us() - before);
}

/* Returns false when time is up, or something is to be done. */
static bool page_out_range(int process, const struct range *range, struct pollfd *sources,
                           nfds_t count, uint64_t end) {
    while (progress.next < range->end && !progress.stuck) {
        if (now_us() >= end || is_any_ready(sources, count))
            return false;
        take_piece(process, range);
    }
    return true;
}

static bool page_out_process(pid_t pid, struct pollfd *sources, nfds_t count, uint64_t end) {
    SCRATCH static struct maps maps;
    char path[64];
    struct range range;
    const char *line;
    snprintf(path, sizeof path, "/proc/%d/maps", pid);
    SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    SCOPED_FD process = (int)syscall(SYS_pidfd_open, pid, 0);
    maps.fd = fd;
    maps.at = maps.length = 0;
    while (fd >= 0 && process >= 0 && (line = next_line(&maps)))
        if (is_private_memory(line, &range) && range.end > progress.next && !progress.stuck &&
            !page_out_range(process, &range, sources, count, end))
            return false;
    return true;
}

/* One process that we may not reach (it is another user's, and not dumpable) is left out; the others are not. */
bool page_out_some(struct pollfd *sources, nfds_t count) {
    uint64_t end = now_us() + TURN_US;
    struct process_list all = list_descendants();
    while (progress.process < all.count) {
        progress.stuck = false;
        if (!page_out_process(all.pids[progress.process], sources, count, end))
            return true;
        progress.process++;
        progress.next = 0;
    }
    return false;
}

int why_kept_in(void) {
    return progress.given ? 0 : progress.error;
}
