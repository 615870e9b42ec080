#include "messages/log.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

bool log_verbose;

/* stderr may be a pipe that nobody reads, and a bind waits while we write. O_NONBLOCK would change the program's
 * stderr too (they share an open file description), so we ask first whether there is room. */
static void write_line(const char *line, size_t length) {
    struct pollfd out = {.fd = STDERR_FILENO, .events = POLLOUT};
    if (poll(&out, 1, 0) != 1 || !(out.revents & POLLOUT))
        return;
    const struct iovec parts[] = {{(void *)(uintptr_t)line, length}, {(void *)(uintptr_t)"\n", 1}};
    ssize_t written = writev(STDERR_FILENO, parts, 2);
    (void)written;
}

PRINTF_LIKE(1, 0)
static void say(const char *format, va_list arguments, int error) {
    char line[1024] = "rouse-exec: ";
    size_t used = strlen(line), room = sizeof line - 1;
    int length = vsnprintf(line + used, room - used, format, arguments);
    if (length > 0)
        used += (size_t)length < room - used ? (size_t)length : room - used - 1;
    if (error != 0) {
        length = snprintf(line + used, room - used, ": %s", strerror(error));
        used += (size_t)length < room - used ? (size_t)length : room - used - 1;
    }
    write_line(line, used);
}

void announce(const char *text) {
    write_line(text, strlen(text));
}

void die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments, 0);
    va_end(arguments);
    exit(EXIT_OWN_FAILURE);
}

void die_errno(const char *format, ...) {
    int error = errno;
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments, error);
    va_end(arguments);
    exit(EXIT_OWN_FAILURE);
}

void warn(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments, 0);
    va_end(arguments);
}

void warn_errno(const char *format, ...) {
    int error = errno;
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments, error);
    va_end(arguments);
}

void debug(const char *format, ...) {
    if (!log_verbose)
        return;
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments, 0);
    va_end(arguments);
}

void print_text(const char *text) {
    size_t left = strlen(text);
    ssize_t written;
    while (left > 0 && (written = write(STDOUT_FILENO, text, left)) > 0) {
        text += written;
        left -= (size_t)written;
    }
}

void print(const char *format, ...) {
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    print_text(line);
}
