/* computes alone|child KIND ADDRESS FILE: listens, makes FILE, and computes without a system call until SIGUSR1; then it answers
 * each client by 200. With `child` it serves at once, and a child of it, which holds the socket too, computes, and then only waits;
 * the parent sends SIGUSR1 on. KIND is tcp (127.0.0.1:PORT) or unix.
 */
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
        errx(1, "usage: computes alone|child KIND ADDRESS FILE");
    const char *address = arguments[3], *colon = strrchr(address, ':');
    signal(SIGUSR1, take_signal);
    int listener = strcmp(arguments[2], "unix") == 0 ? listen_unix(address) : listen_tcp(colon ? colon + 1 : address);
    if (strcmp(arguments[1], "child") == 0) {
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
