/* crowd PORT COUNT: that many connections to 127.0.0.1:PORT, kept until our stdin ends.
 * The first waits for the server to listen. Reset at the end, so that none is left in TIME_WAIT. */
#include <errno.h>

#include "loopback.h"

#define PER_SOURCE 2500U
#define PATIENCE_NS INT64_C(5000000000)

static int open_from(unsigned source, const struct sockaddr_in *server) {
    int fd = stream_socket(), one = 1;
    struct linger reset = {.l_onoff = 1};
    struct sockaddr_in own = loopback(source, 0);
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    if (bind(fd, (struct sockaddr *)&own, sizeof own) == 0 &&
        connect(fd, (const struct sockaddr *)server, sizeof *server) == 0)
        return fd;
    close(fd);
    return -1;
}

static void join(unsigned source, const struct sockaddr_in *server) {
    int64_t end = now_ns() + PATIENCE_NS;
    while (open_from(source, server) < 0) {
        if (errno != ECONNREFUSED || now_ns() > end)
            err(1, "connect");
        usleep(1000);
    }
}

int main(int argc, char **argv) {
    if (argc != 3)
        errx(1, "usage: crowd PORT COUNT");
    raise_open_files();
    struct sockaddr_in server = loopback(1, (unsigned)atoi(argv[1]));
    for (unsigned i = 0, count = (unsigned)atoi(argv[2]); i < count; i++)
        join(2 + i / PER_SOURCE, &server);
    char end;
    return read(STDIN_FILENO, &end, 1) < 0;
}
