/* sleep-one-signal ADDRESS: a master that waits in pause(2), and a child that answers each client with the master's pid
 * as JSON. The handler keeps one signal at a time: another that comes before that was looked at is forgotten. */
#include <arpa/inet.h>
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile sig_atomic_t kept;

static void keep(int number) {
    if (kept == 0)
        kept = number;
}

static void work(int listener) {
    char request[4096];
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        if (connection >= 0 && read(connection, request, sizeof request) > 0)
            dprintf(connection, "HTTP/1.0 200 OK\r\n\r\n{\"pid\":%d}", getppid());
        close(connection);
    }
}

int main(int count, char **arguments) {
    if (count != 2)
        errx(1, "usage: sleep-one-signal ADDRESS");
    const char *port = strrchr(arguments[1], ':') + 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 16) != 0)
        err(1, "listen");
    pid_t child = fork();
    if (child == 0)
        work(listener);
    signal(SIGTERM, keep);
    signal(SIGCHLD, keep);
    while (kept != SIGTERM) {
        kept = 0;
        pause();
    }
    kill(child, SIGKILL);
}
