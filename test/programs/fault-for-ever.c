/* fault-for-ever HOW PLACE late|never PORT: a thread makes a system call whose argument lies on a page that faults to the
 * program itself (userfaultfd(2)): HOW is bind-tcp, bind-udp, bind-unix, connect, unlink, or the socketcall of i386 that
 * binds; PLACE is the port on 127.0.0.1, or the path. When the fault has come, the page is brought after 10 ms (`late`),
 * and the result is printed: `did ERRNO`. Or it is not (`never`), and the first thread binds PORT: `bound ERRNO`. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define PAGE 4096
#define SYS_I386_SOCKETCALL 102
#define SYS_I386_USERFAULTFD 374

static const char *how;
static char *page, content[PAGE];

/* Linux clears r8 to r11 on this way. */
static int interrupt(int number, uint32_t first, uint32_t second) {
    long result = number;
    __asm__ volatile("int $0x80"
                     : "+a"(result)
                     : "b"((long)first), "c"((long)second), "d"(0L)
                     : "memory", "r8", "r9", "r10", "r11");
    errno = (int)result < 0 ? -(int)result : 0;
    return (int)result < 0 ? -1 : (int)result;
}

static bool is(const char *which) {
    return strcmp(how, which) == 0;
}

static void check(bool well, const char *what) {
    if (well)
        return;
    perror(what);
    exit(1);
}

static struct sockaddr_in loopback(const char *port) {
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)atoi(port)),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int bind_or_connect(void) {
    if (is("bind-unix"))
        return bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)page, sizeof(struct sockaddr_un));
    int fd = socket(AF_INET, is("bind-udp") ? SOCK_DGRAM : SOCK_STREAM, 0);
    return (is("connect") ? connect : bind)(fd, (void *)page, sizeof(struct sockaddr_in));
}

static void *make_call(void *unused) {
    int result;
    if (is("unlink"))
        result = unlink(page);
    else if (is("socketcall"))
        result = interrupt(SYS_I386_SOCKETCALL, 2, (uint32_t)(uintptr_t)page);
    else
        result = bind_or_connect();
    printf("did %d\n", result == 0 ? 0 : errno);
    return unused;
}

/* socketcall finds a pointer to the address behind its own arguments. */
static void write_content(const char *place) {
    struct sockaddr_in address = loopback(place);
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    strncpy(local.sun_path, place, sizeof local.sun_path - 1);
    if (is("unlink")) {
        strcpy(content, place);
    } else if (is("bind-unix")) {
        memcpy(content, &local, sizeof local);
    } else if (is("socketcall")) {
        uint32_t arguments[3] = {(uint32_t)socket(AF_INET, SOCK_STREAM, 0), (uint32_t)(uintptr_t)page + 64, sizeof address};
        memcpy(content, arguments, sizeof arguments);
        memcpy(content + 64, &address, sizeof address);
    } else {
        memcpy(content, &address, sizeof address);
    }
}

static int watch_page(void) {
    int flags = O_CLOEXEC | O_NONBLOCK;
    int fd = is("socketcall") ? interrupt(SYS_I386_USERFAULTFD, (uint32_t)flags, 0) : (int)syscall(SYS_userfaultfd, flags);
    check(fd >= 0, "userfaultfd");
    struct uffdio_api api = {.api = UFFD_API};
    check(ioctl(fd, UFFDIO_API, &api) == 0, "UFFDIO_API");
    page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    check(page != MAP_FAILED, "mmap");
    struct uffdio_register range = {.range = {(uintptr_t)page, PAGE}, .mode = UFFDIO_REGISTER_MODE_MISSING};
    check(ioctl(fd, UFFDIO_REGISTER, &range) == 0, "UFFDIO_REGISTER");
    return fd;
}

static void bring_page(int fd) {
    struct uffdio_copy copy = {.dst = (uintptr_t)page, .src = (uintptr_t)content, .len = PAGE};
    usleep(10000);
    check(ioctl(fd, UFFDIO_COPY, &copy) == 0, "UFFDIO_COPY");
}

int main(int count, char **arguments) {
    pthread_t thread;
    if (count != 5)
        return 2;
    how = arguments[1];
    setvbuf(stdout, NULL, _IOLBF, 0);
    struct pollfd faults = {.fd = watch_page(), .events = POLLIN};
    write_content(arguments[2]);
    check(pthread_create(&thread, NULL, make_call, NULL) == 0, "pthread_create");
    check(poll(&faults, 1, -1) == 1, "poll");
    if (strcmp(arguments[3], "late") == 0) {
        bring_page(faults.fd);
    } else {
        struct sockaddr_in other = loopback(arguments[4]);
        int result = bind(socket(AF_INET, SOCK_STREAM, 0), (void *)&other, sizeof other);
        printf("bound %d\n", result == 0 ? 0 : errno);
    }
    pause();
}
