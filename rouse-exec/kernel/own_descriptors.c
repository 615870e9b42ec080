#include "kernel/own_descriptors.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "kernel/directory.h"

static bool is_kept(int fd, const int *kept, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (kept[i] == fd)
            return true;
    return false;
}

void close_descriptors_but(const int *kept, size_t count) {
    struct directory own;
    const char *name;
    open_directory(&own, "/proc/self/fd");
    while ((name = next_name(&own))) {
        int fd = atoi(name);
        if (fd != own.fd && !is_kept(fd, kept, count))
            close(fd);
    }
    close_directory(&own);
}

void leave_standard_streams(void) {
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        dup2(nothing, fd);
    if (nothing > STDERR_FILENO)
        close(nothing);
}
