/* interrupted HOW PORT: listens on 127.0.0.1:PORT and waits there by epoll_wait, epoll_pwait2, accept (with SO_RCVTIMEO) or
 * recv (with SO_RCVTIMEO, on a socket pair, while a second thread waits as a server). It says "listening", answers each
 * client by HTTP, and says "interrupted" when such a call returns EINTR.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int listener;

static void note(long result) {
    if (result < 0 && errno == EINTR)
        puts("interrupted");
}

static void answer(void) {
    static const char text[] = "HTTP/1.0 200 OK\r\n\r\n";
    char request[4096];
    int client = accept(listener, NULL, NULL);
    note(client);
    if (client < 0)
        return;
    if (read(client, request, sizeof request) > 0 && write(client, text, sizeof text - 1) < 0)
        warn("write");
    close(client);
}

static void set_patience(int fd) {
    struct timeval hour = {.tv_sec = 3600};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &hour, sizeof hour);
}

static void wait_by_epoll(int with_pwait2) {
    struct epoll_event event = {.events = EPOLLIN};
    struct timespec hour = {.tv_sec = 3600};
    int epoll = epoll_create1(0);
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        long found = with_pwait2 ? syscall(SYS_epoll_pwait2, epoll, &event, 1, &hour, NULL, 0)
                                 : epoll_wait(epoll, &event, 1, -1);
        note(found);
        if (found == 1)
            answer();
    }
}

static void *receive(void *none) {
    int ends[2];
    char byte;
    socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
    set_patience(ends[0]);
    for (;;)
        note(recv(ends[0], &byte, 1, 0));
    return none;
}

static void listen_at(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 16) != 0)
        err(1, "port %d", port);
}

int main(int count, char **arguments) {
    pthread_t thread;
    if (count != 3)
        errx(1, "usage: interrupted HOW PORT");
    setvbuf(stdout, NULL, _IONBF, 0);
    listen_at(atoi(arguments[2]));
    puts("listening");
    if (strcmp(arguments[1], "recv") == 0)
        pthread_create(&thread, NULL, receive, NULL);
    if (strncmp(arguments[1], "epoll", 5) == 0)
        wait_by_epoll(strcmp(arguments[1], "epoll_pwait2") == 0);
    set_patience(listener);
    for (;;)
        answer();
}
