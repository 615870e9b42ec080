/* The contents of /proc/PID/stat, status, comm and fdinfo; and a well-formed stat with the input as command name. */
#include <stdio.h>
#include <string.h>

#include "fuzz/input.h"
#include "kernel/process.h"
#include "kernel/foreign_thread.h"

static void read_all(void) {
    char name[16];
    EXPECT(strlen(process_name(7, name, sizeof name)) < sizeof name);
    parent_of(7);
    state_of(7, 7);
    thread_group_of(7);
    file_user_of(7);
    blocks_signal(7, 15);
    descriptor_flags(7, 3);
}

/* comm has at most 15 bytes, or 64 for a kernel thread; a program chooses its own. */
static void expect_parent_behind(const uint8_t *name, size_t size) {
    char text[128];
    int head = snprintf(text, sizeof text, "7 (");
    size = size > 64 ? 64 : size;
    memcpy(text + head, name, size);
    if (memchr(name, 0, size))
        return;
    size_t length = (size_t)head + size;
    length += (size_t)snprintf(text + length, sizeof text - length, ") S 42 7 7 0 -1 4194560");
    fill_proc(text, length);
    EXPECT(parent_of(7) == 42 && state_of(7, 7) == 'S');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fill_proc(data, size);
    read_all();
    expect_parent_behind(data, size);
    return 0;
}
