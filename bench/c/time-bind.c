/* time-bind COUNT PORT: socket, bind, close, COUNT times; prints the mean nanoseconds of a bind to 127.0.0.1:PORT. */
#include <stdio.h>

#include "loopback.h"

static int64_t time_bind(const struct sockaddr_in *place) {
    int fd = stream_socket();
    int64_t start = now_ns();
    int failed = bind(fd, (const struct sockaddr *)place, sizeof *place);
    int64_t took = now_ns() - start;
    if (failed)
        err(1, "bind");
    close(fd);
    return took;
}

int main(int argc, char **argv) {
    if (argc != 3)
        errx(1, "usage: time-bind COUNT PORT");
    struct sockaddr_in place = loopback(1, (unsigned)atoi(argv[2]));
    int count = atoi(argv[1]);
    int64_t sum = 0;
    for (int i = 0; i < count; i++)
        sum += time_bind(&place);
    printf("%lld\n", (long long)(sum / count));
    return 0;
}
