/* The arguments of a system call, from their texts, below 4 GB, where 32-bit pointers reach.
 * p is a path: its text, `!empty`, `!bad` (nothing is mapped there), `!long` (no end in 4096 bytes), `!border:TEXT`
 * (behind its NUL nothing is mapped), `!open:TEXT` (so, and without the NUL); a is the path of a unix address, `@NAME`
 * of an abstract one, `bare:` before it leaves the NUL away, and `upper:` before that fills the upper half of the
 * register with its length; i is an IP address and a port, `127.0.0.1:80` or `[::1]:80`; t a text and its length; e an
 * epoll event, EPOLLIN with that data; n a number. */
#include <arpa/inet.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

#define PAGE 4096

static char *low; /* behind its last page nothing is mapped */
static char *used;

static void map_low(void) {
    low = mmap(NULL, 9 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    mprotect(low + 8 * PAGE, PAGE, PROT_NONE);
}

static void forget_arguments(void) {
    used = low;
}

static void *keep(const void *bytes, size_t size) {
    char *at = used;
    used += (size + 15) / 16 * 16;
    return memcpy(at, bytes, size);
}

static long keep_at_border(const void *bytes, size_t size) {
    return (long)memcpy(low + 8 * PAGE - size, bytes, size);
}

static long path(const char *text) {
    static char endless[PAGE + 1];
    memset(endless, 'x', sizeof endless);
    if (strcmp(text, "!empty") == 0)
        return (long)keep("", 1);
    if (strcmp(text, "!bad") == 0)
        return 8;
    if (strcmp(text, "!long") == 0)
        return (long)keep(endless, sizeof endless);
    if (strncmp(text, "!border:", 8) == 0)
        return keep_at_border(text + 8, strlen(text + 8) + 1);
    if (strncmp(text, "!open:", 6) == 0)
        return keep_at_border(text + 6, strlen(text + 6));
    return (long)keep(text, strlen(text) + 1);
}

static void put_unix(const char *text, long *values) {
    long upper = strncmp(text, "upper:", 6) == 0 ? 0x7fa9L << 32 : 0;
    text += upper ? 6 : 0;
    int bare = strncmp(text, "bare:", 5) == 0 || *text == '@';
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    text += strncmp(text, "bare:", 5) == 0 ? 5 : 0;
    strncpy(address.sun_path, text, sizeof address.sun_path - 1);
    if (*text == '@')
        address.sun_path[0] = 0;
    values[0] = (long)keep(&address, sizeof address);
    values[1] = (long)(offsetof(struct sockaddr_un, sun_path) + strlen(text)) + !bare + upper;
}

static void put_inet(const char *text, long *values) {
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    const char *colon = strrchr(text, ':');
    char host[64];
    v4.sin_port = v6.sin6_port = htons((uint16_t)atoi(colon + 1));
    snprintf(host, sizeof host, "%.*s", (int)(colon - text), text);
    host[strcspn(host, "]")] = 0;
    if (*host == '[' && inet_pton(AF_INET6, host + 1, &v6.sin6_addr) == 1) {
        values[0] = (long)keep(&v6, sizeof v6);
        values[1] = sizeof v6;
        return;
    }
    inet_pton(AF_INET, host, &v4.sin_addr);
    values[0] = (long)keep(&v4, sizeof v4);
    values[1] = sizeof v4;
}

static long event(const char *data) {
    struct epoll_event value = {.events = EPOLLIN, .data.u64 = strtoull(data, NULL, 0)};
    return (long)keep(&value, sizeof value);
}

/* How many values the argument is. */
static int put(char kind, const char *text, long *values) {
    if (kind == 'p')
        return values[0] = path(text), 1;
    if (kind == 'n')
        return values[0] = strtol(text, NULL, 0), 1;
    if (kind == 'e')
        return values[0] = event(text), 1;
    if (kind == 'a')
        return put_unix(text, values), 2;
    if (kind == 'i')
        return put_inet(text, values), 2;
    return values[0] = (long)keep(text, strlen(text)), values[1] = (long)strlen(text), 2;
}
