/* The fuzzer decides what rouse-exec hears from the kernel: the linker turns its calls of open(), send() and recv()
 * into calls of these. */
#include <fcntl.h>
#include <sanitizer/asan_interface.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz/input.h"

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
ssize_t __wrap_send(int socket, const void *data, size_t size, int flags);
ssize_t __wrap_recv(int socket, void *buffer, size_t room, int flags);

static int content = -1;

void fill_proc(const void *data, size_t size) {
    if (content < 0)
        content = memfd_create("proc", MFD_CLOEXEC);
    EXPECT(ftruncate(content, 0) == 0 && pwrite(content, data, size, 0) == (ssize_t)size);
}

int __wrap_open(const char *path, int flags, ...) {
    char instead[32];
    va_list rest;
    va_start(rest, flags);
    int mode = flags & O_CREAT ? va_arg(rest, int) : 0;
    va_end(rest);
    if (content < 0 || strncmp(path, "/proc/", 6) != 0)
        return __real_open(path, flags, mode);
    snprintf(instead, sizeof instead, "/proc/self/fd/%d", content);
    return __real_open(instead, O_RDONLY | O_CLOEXEC);
}

static struct {
    const uint8_t *data;
    size_t size;
    char *forbidden;
    size_t forbidden_size;
} answers;

static void allow_again(void) {
    ASAN_UNPOISON_MEMORY_REGION(answers.forbidden, answers.forbidden_size);
    answers.forbidden_size = 0;
}

void begin_answers(const uint8_t *data, size_t size) {
    answers.data = data;
    answers.size = size;
}

void end_answers(void) {
    allow_again();
    answers.size = 0;
}

ssize_t __wrap_send(int socket, const void *data, size_t size, int flags) {
    (void)socket, (void)data, (void)flags;
    return (ssize_t)size;
}

/* Two bytes say how long the next datagram is. Nothing behind it may be read. */
ssize_t __wrap_recv(int socket, void *buffer, size_t room, int flags) {
    (void)socket, (void)flags;
    allow_again();
    if (answers.size < 2)
        return 0;
    size_t size = answers.data[0] | (size_t)answers.data[1] << 8, left = answers.size - 2;
    size = size > left ? left : size;
    size = size > room ? room : size;
    memcpy(buffer, answers.data + 2, size);
    answers.data += 2 + size;
    answers.size = left - size;
    answers.forbidden = (char *)buffer + size;
    answers.forbidden_size = room - size;
    ASAN_POISON_MEMORY_REGION(answers.forbidden, answers.forbidden_size);
    return (ssize_t)size;
}
