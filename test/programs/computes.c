/* computes alone|child|sequence KIND ADDRESS FILE: listens, makes FILE, and computes without a system call until SIGUSR1; then it
 * answers each client by 200. With `child` it serves at once, and a child of it, which holds the socket too, computes, and then
 * only waits; the parent sends SIGUSR1 on. With `sequence` it computes in a restartable sequence (rseq(2)). KIND is tcp
 * (127.0.0.1:PORT) or unix.
 */
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/rseq.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static volatile sig_atomic_t told;
static pid_t child;

static void take_signal(int number) {
    told = 1;
    if (child > 0)
        kill(child, number);
}

static int listen_tcp(const char *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 16) != 0)
        err(1, "port %s", port);
    return fd;
}

static int listen_unix(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 16) != 0)
        err(1, "%s", path);
    return fd;
}

static void make(const char *file) {
    close(open(file, O_CREAT | O_WRONLY, 0600));
}

static void compute(void) {
    while (!told)
        ;
}

/* glibc has registered an area for each thread. */
static void compute_in_sequence(volatile int *entered) {
    struct rseq *area = (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);
#ifdef __x86_64__
    __asm__ volatile(".pushsection .data\n"
                     ".balign 32\n"
                     "1: .long 0, 0\n"
                     ".quad 2f, 3f - 2f, 4f\n"
                     ".popsection\n"
                     "5: leaq 1b(%%rip), %%rax\n"
                     "movq %%rax, %0\n"
                     "2: movl $1, %2\n"
                     "cmpq $0, %0\n" /* the kernel clears it for whom it finds outside, or sends to 4 */
                     "je 3f\n"
                     "cmpl $0, %1\n"
                     "je 2b\n"
                     "3: jmp 6f\n"
                     ".byte 0x0f, 0xb9, 0x3d\n" /* ud1 with the signature that stands before each abort */
                     ".long 0x53053053\n"
                     "4: jmp 5b\n"
                     "6: movq $0, %0\n"
                     : "+m"(area->rseq_cs)
                     : "m"(told), "m"(*entered)
                     : "rax", "memory", "cc");
    if (!told)
        errx(1, "the sequence was interrupted, and not begun anew");
#else
    errx(1, "no such sequence for this processor (area %p, %p)", (void *)area, (void *)entered);
#endif
}

static void answer(int listener) {
    static const char text[] = "HTTP/1.0 200 OK\r\n\r\n";
    char request[4096];
    int client = accept(listener, NULL, NULL);
    if (client < 0)
        return;
    if (read(client, request, sizeof request) > 0 && write(client, text, sizeof text - 1) < 0)
        warn("write");
    close(client);
}

int main(int count, char **arguments) {
    if (count != 5)
        errx(1, "usage: computes alone|child|sequence KIND ADDRESS FILE");
    const char *address = arguments[3], *colon = strrchr(address, ':');
    signal(SIGUSR1, take_signal);
    int listener = strcmp(arguments[2], "unix") == 0 ? listen_unix(address) : listen_tcp(colon ? colon + 1 : address);
    if (strcmp(arguments[1], "sequence") == 0) {
        volatile int *entered = mmap(NULL, sizeof *entered, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (fork() == 0) {
            while (!*entered)
                usleep(1000);
            make(arguments[4]);
            _exit(0);
        }
        compute_in_sequence(entered);
    } else if (strcmp(arguments[1], "child") == 0) {
        child = fork();
        if (child == 0) {
            make(arguments[4]);
            compute();
            pause();
        }
    } else {
        make(arguments[4]);
        compute();
    }
    for (;;)
        answer(listener);
}
