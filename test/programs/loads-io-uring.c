/* loads-io-uring single|multishot|registered PORT: listens on 127.0.0.1:PORT, accepts through io_uring (one client at a
 * time; by one request for all of them, Linux 5.19; one at a time from a registered file), and answers 503 until SIGUSR1,
 * then 200. Prints `loading PID`. A failed accept is begun anew, but not that of a registered file. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/io_uring.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ACCEPT_MULTISHOT 1 /* IORING_ACCEPT_MULTISHOT; the headers of the build machine may be older */
#define MORE 2U            /* IORING_CQE_F_MORE */

static int ring, listener;
static bool multishot, registered;
static struct io_uring_params parameters;
static char *submissions, *completions;
static struct io_uring_sqe *entries;
static volatile sig_atomic_t ready;

static void become_ready(int number) {
    ready = number;
}

static void *map(size_t size, off_t offset) {
    return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, offset);
}

static void open_ring(void) {
    ring = (int)syscall(SYS_io_uring_setup, 8, &parameters);
    submissions = map(parameters.sq_off.array + parameters.sq_entries * sizeof(uint32_t), IORING_OFF_SQ_RING);
    completions = map(parameters.cq_off.cqes + parameters.cq_entries * sizeof(struct io_uring_cqe), IORING_OFF_CQ_RING);
    entries = map(parameters.sq_entries * sizeof *entries, IORING_OFF_SQES);
}

static void ask_for_client(void) {
    uint32_t *tail = (uint32_t *)(submissions + parameters.sq_off.tail);
    entries[0] = (struct io_uring_sqe){.opcode = IORING_OP_ACCEPT, .fd = listener};
    entries[0].ioprio = multishot ? ACCEPT_MULTISHOT : 0;
    if (registered) {
        entries[0].fd = 0;
        entries[0].flags = IOSQE_FIXED_FILE;
    }
    ((uint32_t *)(submissions + parameters.sq_off.array))[*tail % parameters.sq_entries] = 0;
    __atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
    while (syscall(SYS_io_uring_enter, ring, 1, 0, 0, NULL, 0) < 0 && errno == EINTR)
        ;
}

static void next_answer(int *result, uint32_t *flags) {
    uint32_t *head = (uint32_t *)(completions + parameters.cq_off.head);
    uint32_t *tail = (uint32_t *)(completions + parameters.cq_off.tail);
    while (*head == __atomic_load_n(tail, __ATOMIC_ACQUIRE))
        syscall(SYS_io_uring_enter, ring, 0, 1, IORING_ENTER_GETEVENTS, NULL, 0);
    struct io_uring_cqe *answer = (struct io_uring_cqe *)(completions + parameters.cq_off.cqes) + *head % parameters.cq_entries;
    *result = answer->res;
    *flags = answer->flags;
    __atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
}

static void serve(int client) {
    char request[2048];
    const char *answer = ready ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                               : "HTTP/1.1 503 Loading\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    if (read(client, request, sizeof request) > 0 && write(client, answer, strlen(answer)) < 0)
        perror("write");
    close(client);
}

int main(int count, char **arguments) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct sigaction action = {.sa_handler = become_ready};
    multishot = count > 1 && strcmp(arguments[1], "multishot") == 0;
    registered = count > 1 && strcmp(arguments[1], "registered") == 0;
    address.sin_port = htons((uint16_t)(count > 2 ? atoi(arguments[2]) : 0));
    sigaction(SIGUSR1, &action, NULL);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 5) != 0) {
        perror("listen");
        return EXIT_FAILURE;
    }
    open_ring();
    if (registered)
        syscall(SYS_io_uring_register, ring, IORING_REGISTER_FILES, &listener, 1);
    printf("loading %d\n", getpid());
    fflush(stdout);
    for (bool asked = false;;) {
        if (!asked)
            ask_for_client();
        int client;
        uint32_t flags;
        next_answer(&client, &flags);
        asked = flags & MORE || (registered && client < 0);
        if (client >= 0)
            serve(client);
    }
}
