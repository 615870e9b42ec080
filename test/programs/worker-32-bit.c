/* worker-32-bit HOW KIND ADDRESS: a 64-bit program that makes the system calls of a 32-bit one. It makes a
 * socket (KIND: tcp, unix), binds ADDRESS, listens with a backlog of 5, prints `bound INODE ERRNO` and
 * `listens ERRNO`, and answers each connection with `hello`. HOW: direct, the i386 calls; socketcall, the one of
 * older i386 programs. It must be linked below 4 GB (-static -no-pie), as what it passes lies there. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define SYS_I386_SOCKETCALL 102

enum call { SOCKET, BIND, LISTEN };
static const int i386_numbers[] = {359, 361, 363};
static const int socketcall_numbers[] = {1, 2, 4};

static union {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_un un;
} address;
static uint32_t arguments32[3];

static int settle(int result) {
    if (result >= 0)
        return result;
    errno = -result;
    return -1;
}

/* Linux clears r8 to r11 on this way. */
static int interrupt(int number, uint32_t first, uint32_t second, uint32_t third) {
    long result = number;
    __asm__ volatile("int $0x80"
                     : "+a"(result)
                     : "b"((long)first), "c"((long)second), "d"((long)third)
                     : "memory", "r8", "r9", "r10", "r11");
    return settle((int)result);
}

static int call(const char *how, enum call which, uintptr_t first, uintptr_t second, uintptr_t third) {
    if (strcmp(how, "direct") == 0)
        return interrupt(i386_numbers[which], (uint32_t)first, (uint32_t)second, (uint32_t)third);
    arguments32[0] = (uint32_t)first;
    arguments32[1] = (uint32_t)second;
    arguments32[2] = (uint32_t)third;
    return interrupt(SYS_I386_SOCKETCALL, (uint32_t)socketcall_numbers[which], (uint32_t)(uintptr_t)arguments32, 0);
}

static socklen_t parse(const char *kind, const char *text) {
    if (strcmp(kind, "unix") == 0) {
        address.un.sun_family = AF_UNIX;
        strncpy(address.un.sun_path, text, sizeof address.un.sun_path - 1);
        return sizeof address.un;
    }
    address.in = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(strchr(text, ':') + 1))};
    address.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return sizeof address.in;
}

static void serve(int fd) {
    for (;;) {
        int connection = accept(fd, NULL, NULL);
        char request[16];
        while (read(connection, request, sizeof request) > 0)
            ;
        if (write(connection, "hello", 5) < 0)
            perror("write");
        close(connection);
    }
}

int main(int count, char **arguments) {
    struct stat status;
    if (count != 4)
        return 1;
    const char *how = arguments[1];
    socklen_t length = parse(arguments[2], arguments[3]);
    int fd = call(how, SOCKET, address.any.sa_family, SOCK_STREAM, 0);
    int error = call(how, BIND, (uintptr_t)fd, (uintptr_t)&address, length) == 0 ? 0 : errno;
    fstat(fd, &status);
    printf("bound %lu %s\n", (unsigned long)status.st_ino, error ? strerrorname_np(error) : "0");
    error = call(how, LISTEN, (uintptr_t)fd, 5, 0) == 0 ? 0 : errno;
    printf("listens %s\n", error ? strerrorname_np(error) : "0");
    fflush(stdout);
    serve(fd);
}
