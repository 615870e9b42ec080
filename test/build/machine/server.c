/* A server that knows nothing of Rouse: answers each client with its process id. At SIGTERM one for streams makes the file
 * /stopping and goes on for a second, in which it drops its clients. */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int bound(int family, int type, const void *address, socklen_t size) {
    int fd = socket(family, type, 0);
    if (fd < 0 || bind(fd, address, size) < 0) err(1, "bind");
    return fd;
}

static int bound_to_port(int type) {
    struct sockaddr_in loopback = {.sin_family = AF_INET, .sin_port = htons(8080)};
    loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return bound(AF_INET, type, &loopback, sizeof loopback);
}

/* Removes what lies at the path first, as most servers do: rouse-exec answers that unlink(2). */
static int bound_to_path(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/socket"};
    unlink(address.sun_path);
    return bound(AF_UNIX, SOCK_STREAM, &address, sizeof address);
}

static void serve_datagrams(int fd, const char *answer) {
    for (;;) {
        struct sockaddr_in client;
        socklen_t size = sizeof client;
        char question;
        if (recvfrom(fd, &question, 1, 0, (struct sockaddr *)&client, &size) == 1)
            sendto(fd, answer, strlen(answer), 0, (struct sockaddr *)&client, size);
    }
}

static volatile sig_atomic_t stopping;

static void begin_stop(int number) {
    (void)number;
    stopping = 1;
    close(creat("/stopping", 0600));
    alarm(1);
}

static void end(int number) {
    (void)number;
    _exit(0);
}

static void handle_signals(void) {
    struct sigaction stop = {.sa_handler = begin_stop}, stopped = {.sa_handler = end};
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGALRM, &stopped, NULL);
}

/* The first it drops, since it is not ready yet: with --ready-check=tcp, that is no client. */
static void serve_connections(int fd, const char *answer) {
    if (listen(fd, 8) < 0) err(1, "listen");
    handle_signals();
    for (int accepted = 0;; accepted++) {
        int client = accept(fd, NULL, NULL);
        if (client < 0 && errno == EINTR) continue;
        if (client < 0) err(1, "accept");
        if (!stopping && accepted > 0) write(client, answer, strlen(answer));
        close(client);
    }
}

int main(int argc, char **argv) {
    char answer[16];
    snprintf(answer, sizeof answer, "%d", getpid());
    if (argc != 2) errx(1, "usage: server tcp|unix|udp");
    if (strcmp(argv[1], "udp") == 0) serve_datagrams(bound_to_port(SOCK_DGRAM), answer);
    serve_connections(strcmp(argv[1], "tcp") == 0 ? bound_to_port(SOCK_STREAM) : bound_to_path(), answer);
}
