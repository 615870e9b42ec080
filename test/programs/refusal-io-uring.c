/* refusal-io-uring PORT: binds 127.0.0.1:PORT and listens through io_uring (Linux 6.11), which no seccomp filter sees,
 * prints `bound ERRNO` and `listens ERRNO`, and stays. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The headers of the build machine may be older. */
#define OPERATION_BIND 56
#define OPERATION_LISTEN 57

static int ring;
static struct io_uring_params parameters;
static char *submissions, *completions;
static struct io_uring_sqe *entries;

static void *map(size_t size, off_t offset) {
    return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, offset);
}

static void open_ring(void) {
    ring = (int)syscall(SYS_io_uring_setup, 2, &parameters);
    submissions = map(parameters.sq_off.array + parameters.sq_entries * sizeof(uint32_t), IORING_OFF_SQ_RING);
    completions = map(parameters.cq_off.cqes + parameters.cq_entries * sizeof(struct io_uring_cqe), IORING_OFF_CQ_RING);
    entries = map(parameters.sq_entries * sizeof *entries, IORING_OFF_SQES);
}

/* One at a time: the entry is always the first, and its answer has come when the call is back. */
static int submit(struct io_uring_sqe entry) {
    uint32_t *tail = (uint32_t *)(submissions + parameters.sq_off.tail);
    uint32_t *head = (uint32_t *)(completions + parameters.cq_off.head);
    struct io_uring_cqe *answers = (struct io_uring_cqe *)(completions + parameters.cq_off.cqes);
    entries[0] = entry;
    ((uint32_t *)(submissions + parameters.sq_off.array))[*tail % parameters.sq_entries] = 0;
    __atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
    if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1)
        return errno;
    int result = answers[*head % parameters.cq_entries].res;
    __atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
    return -result;
}

static void tell(const char *what, int error) {
    printf("%s %s\n", what, error == 0 ? "0" : strerrorname_np(error));
    fflush(stdout);
}

int main(int count, char **arguments) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    address.sin_port = htons(count > 1 ? atoi(arguments[1]) : 0);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    open_ring();
    struct io_uring_sqe bind_it = {.opcode = OPERATION_BIND, .fd = fd, .addr = (uintptr_t)&address};
    bind_it.addr2 = sizeof address;
    tell("bound", submit(bind_it));
    tell("listens", submit((struct io_uring_sqe){.opcode = OPERATION_LISTEN, .fd = fd, .len = 5}));
    pause();
}
