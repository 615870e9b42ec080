#include "freeze/pressure.h"

#include <fcntl.h>
#include <unistd.h>

/* Documentation/accounting/psi.rst: 200 ms of waiting in 2 s, the only window that takes no privilege. */
static const char trigger[] = "some 200000 2000000";

int watch_memory_pressure(void) {
    int fd = open("/proc/pressure/memory", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || write(fd, trigger, sizeof trigger) == (ssize_t)sizeof trigger)
        return fd;
    close(fd);
    return -1;
}
