/* time-first-byte PORT [COMMAND]...: prints nanoseconds to the first byte of an answer from 127.0.0.1:PORT.
 * Without a command: from connect. With one: from its start, asking again until it answers; it is ended after. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "loopback.h"

#define PATIENCE_NS INT64_C(10000000000)
#define SHORTEST_PAUSE_NS 50000

static const char request[] = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";

/* The time at the first byte; 0 when nobody answered. */
static int64_t ask(unsigned port) {
    struct sockaddr_in server = loopback(1, port);
    struct timeval patience = {.tv_sec = 10};
    int fd = stream_socket();
    int64_t at = 0;
    char part[4096];
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&server, sizeof server) == 0 &&
        send(fd, request, sizeof request - 1, MSG_NOSIGNAL) > 0 && read(fd, part, sizeof part) > 0) {
        at = now_ns();
        while (read(fd, part, sizeof part) > 0)
            ;
    }
    close(fd);
    return at;
}

/* As tight as a hundredth of the result: tighter, and the asking would slow down the program. */
static void wait_a_little(int64_t since) {
    int64_t pause = (now_ns() - since) / 100;
    nanosleep(&(struct timespec){.tv_nsec = pause < SHORTEST_PAUSE_NS ? SHORTEST_PAUSE_NS : pause}, NULL);
}

static pid_t start(char **command) {
    pid_t child = fork();
    if (child != 0)
        return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* Ctrl-C reaches us, but not another session */
    setsid(); /* its share of the processor, where sched_autogroup is on, is then that of a service */
    int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    execvp(command[0], command);
    _exit(127);
}

static void stop(pid_t child) {
    kill(child, SIGTERM);
    for (int waited = 0; waited < 2000; waited++) {
        if (waitpid(child, NULL, WNOHANG) != 0)
            return;
        usleep(1000);
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

int main(int argc, char **argv) {
    if (argc < 2)
        errx(1, "usage: time-first-byte PORT [COMMAND [ARG]...]");
    unsigned port = (unsigned)atoi(argv[1]);
    bool starts = argc > 2;
    int64_t since = now_ns(), at;
    pid_t child = starts ? start(argv + 2) : 0;
    while ((at = ask(port)) == 0 && starts && now_ns() < since + PATIENCE_NS)
        wait_a_little(since);
    if (starts)
        stop(child);
    if (at == 0)
        errx(1, "no answer from 127.0.0.1:%u", port);
    printf("%lld\n", (long long)(at - since));
    return 0;
}
