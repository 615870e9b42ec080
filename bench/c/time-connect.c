/* time-connect COUNT PORT: listens on 127.0.0.1:PORT, and connects COUNT times to a second server of its own; prints the
 * median of the nanoseconds that a connect(2) took. */
#include <stdio.h>

#include "loopback.h"

static struct sockaddr_in address_of(int fd) {
    struct sockaddr_in place;
    socklen_t length = sizeof place;
    getsockname(fd, (struct sockaddr *)&place, &length);
    return place;
}

/* A connection that is reset leaves no TIME_WAIT behind. */
static void reset(int fd) {
    const struct linger at_once = {1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

static int64_t time_connect(int server, const struct sockaddr_in *place) {
    int fd = stream_socket();
    int64_t start = now_ns();
    int failed = connect(fd, (const struct sockaddr *)place, sizeof *place);
    int64_t took = now_ns() - start;
    if (failed)
        err(1, "connect");
    close(accept(server, NULL, NULL));
    reset(fd);
    return took;
}

static int compare(const void *one, const void *other) {
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return a < b ? -1 : a > b;
}

int main(int argc, char **argv) {
    if (argc != 3)
        errx(1, "usage: time-connect COUNT PORT");
    listen_on((unsigned)atoi(argv[2]));
    int server = listen_on(0), count = atoi(argv[1]);
    struct sockaddr_in place = address_of(server);
    int64_t *took = calloc((size_t)count, sizeof *took);
    if (count < 1 || !took)
        errx(1, "COUNT: %s", argv[1]);
    for (int i = 0; i < count; i++)
        took[i] = time_connect(server, &place);
    qsort(took, (size_t)count, sizeof *took, compare);
    printf("%lld\n", (long long)took[count / 2]);
    return 0;
}
