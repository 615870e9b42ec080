#include "freeze/resident.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/process_list.h"
#include "scoped_fd.h"

/* proc_pid_statm(5): "size resident shared …", in pages. */
static uint64_t resident_pages(pid_t pid) {
    char path[64], text[128];
    snprintf(path, sizeof path, "/proc/%d/statm", pid);
    SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    text[length > 0 ? length : 0] = 0;
    const char *resident = strchr(text, ' ');
    return resident ? strtoull(resident, NULL, 10) : 0;
}

uint64_t resident_kb(void) {
    struct process_list all = list_descendants();
    uint64_t pages = 0;
    for (size_t i = 0; i < all.count; i++)
        pages += resident_pages(all.pids[i]);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE) / 1024;
}
