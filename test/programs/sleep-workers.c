/* sleep-workers KIND ADDRESS: a prefork server of which no process has a handler for SIGTERM.
 *
 * A worker that goes on when the first process has its SIGTERM says so: it could accept a client. Each answer is the pid
 * of the first process, as JSON. */
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

static pid_t first;

static int is_pending(const char *status, const char *key, int number) {
    const char *line = strstr(status, key);
    return line && (strtoull(line + strlen(key), NULL, 16) >> (number - 1) & 1);
}

static int is_first_ended(void) {
    char path[32], status[4096] = "";
    snprintf(path, sizeof path, "/proc/%d/status", first);
    int fd = open(path, O_RDONLY);
    ssize_t length = fd < 0 ? -1 : read(fd, status, sizeof status - 1);
    close(fd);
    return getppid() != first || length <= 0 || is_pending(status, "SigPnd:", SIGTERM) ||
           is_pending(status, "ShdPnd:", SIGTERM);
}

static void on_continue(int number) {
    (void)number;
    if (is_first_ended() && write(1, "a worker goes on\n", 17) != 17)
        _exit(1);
}

static int bound(const char *kind, const char *text) {
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    int is_unix = strcmp(kind, "unix") == 0;
    int listener = socket(is_unix ? AF_UNIX : AF_INET, SOCK_STREAM, 0);
    if (is_unix) {
        strncpy(un.sun_path, text, sizeof un.sun_path - 1);
        unlink(text);
    } else {
        in.sin_port = htons((uint16_t)atoi(strrchr(text, ':') + 1));
        in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    if (bind(listener, is_unix ? (struct sockaddr *)&un : (struct sockaddr *)&in, is_unix ? sizeof un : sizeof in) != 0)
        err(1, "bind %s", text);
    return listener;
}

static void work(int listener) {
    char request[4096], answer[128];
    sigaction(SIGCONT, &(struct sigaction){.sa_handler = on_continue, .sa_flags = SA_RESTART}, NULL);
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        if (connection < 0)
            err(1, "accept");
        int length = snprintf(answer, sizeof answer, "HTTP/1.0 200 OK\r\n\r\n{\"pid\":%d}", getppid());
        if (read(connection, request, sizeof request) < 0 || write(connection, answer, (size_t)length) != length)
            warn("answer");
        close(connection);
    }
}

int main(int count, char **arguments) {
    if (count != 3)
        errx(1, "usage: sleep-workers tcp|unix ADDRESS");
    int listener = bound(arguments[1], arguments[2]);
    first = getpid();
    listen(listener, 5);
    for (int i = 0; i < 4; i++)
        if (fork() == 0)
            work(listener);
    for (;;)
        pause();
}
