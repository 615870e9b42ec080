/* sleep-first-thread ADDRESS: the first thread ends, and another one answers each client with its pid as JSON. */
#include <arpa/inet.h>
#include <err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int listener;

static void *work(void *unused) {
    char request[4096];
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        if (connection >= 0 && read(connection, request, sizeof request) > 0)
            dprintf(connection, "HTTP/1.0 200 OK\r\n\r\n{\"pid\":%d}", getpid());
        close(connection);
    }
    return unused;
}

int main(int count, char **arguments) {
    if (count != 2)
        errx(1, "usage: sleep-first-thread ADDRESS");
    const char *port = strrchr(arguments[1], ':') + 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    pthread_t worker;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 16) != 0)
        err(1, "listen");
    if (pthread_create(&worker, NULL, work, NULL) != 0)
        errx(1, "pthread_create");
    pthread_exit(NULL);
}
