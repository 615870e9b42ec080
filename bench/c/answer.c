/* answer PORT: one request after the other, each answered with our pid. SIGTERM ends it as the kernel does. */
#include <stdio.h>

#include "loopback.h"

static void answer(int connection) {
    char request[4096], reply[16];
    if (read(connection, request, sizeof request) > 0) {
        int length = snprintf(reply, sizeof reply, "%d", getpid());
        if (write(connection, reply, (size_t)length) < 0)
            warn("write");
    }
    close(connection);
}

int main(int argc, char **argv) {
    if (argc != 2)
        errx(1, "usage: answer PORT");
    int listener = listen_on((unsigned)atoi(argv[1]));
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        if (connection >= 0)
            answer(connection);
    }
}
