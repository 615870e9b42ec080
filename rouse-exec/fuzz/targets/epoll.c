/* /proc/PID/fdinfo of an epoll set: the input, followed by a well-formed line. */
#include <stdio.h>
#include <string.h>

#include "bind/epoll_registration.h"
#include "fuzz/input.h"

#define INODE 0xabcdef12UL

static bool has_long_line(const uint8_t *data, size_t size) {
    size_t length = 0;
    for (size_t i = 0; i < size; i++) {
        length = data[i] == '\n' ? 0 : length + 1;
        if (length > 512 || data[i] == 0)
            return true;
    }
    return false;
}

/* As ep_show_fdinfo() writes it. */
static size_t write_line(char *text, size_t size, struct registration one) {
    return (size_t)snprintf(text, size, "\ntfd: %8d events: %8x data: %16llx  pos:%lli ino:%lx sdev:%x\n", one.fd,
                            one.events, (unsigned long long)one.data, 0LL, INODE, 9U);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct registrations found = {0};
    struct registration one = {.fd = 5, .events = 0x80000019};
    char text[4096 + 128];
    if (size < 8 || size > 4096)
        return -1;
    memcpy(&one.data, data, 8);
    memcpy(text, data, size);
    fill_proc(text, size + write_line(text + size, sizeof text - size, one));
    collect_registrations(7, 3, INODE, &found);
    EXPECT(found.count <= REGISTRATIONS_MAX);
    if (has_long_line(data, size) || found.more)
        return 0;
    EXPECT(found.count > 0);
    struct registration last = found.list[found.count - 1];
    EXPECT(last.set == 3 && last.fd == 5 && last.events == one.events && last.data == one.data);
    return 0;
}
