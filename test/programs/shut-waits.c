/* shut-waits KIND CALL PLACE: listens on the unix path or the port of 127.0.0.1 (KIND: unix, tcp) or binds it (udp), and
 * waits there in CALL (accept, poll, select, recv) in a thread. At SIGUSR1 the first thread shuts the socket down, says
 * what came of that, and waits for the other thread, which says what woke it. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char *call;
static int fd;

static void *wait_there(void *nothing) {
    struct pollfd one = {.fd = fd, .events = POLLIN};
    fd_set many;
    char byte;
    FD_ZERO(&many);
    FD_SET(fd, &many);
    errno = 0;
    long result = strcmp(call, "accept") == 0   ? accept(fd, NULL, NULL)
                  : strcmp(call, "poll") == 0   ? poll(&one, 1, -1)
                  : strcmp(call, "select") == 0 ? select(fd + 1, &many, NULL, NULL, NULL)
                                                : recv(fd, &byte, 1, 0);
    printf("%s %ld %s\n", call, result, errno ? strerrorname_np(errno) : "-");
    return nothing;
}

static int open_socket(const char *kind, const char *place) {
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(atoi(place)), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    strncpy(un.sun_path, place, sizeof un.sun_path - 1);
    int is_unix = strcmp(kind, "unix") == 0, is_udp = strcmp(kind, "udp") == 0;
    int made = socket(is_unix ? AF_UNIX : AF_INET, is_udp ? SOCK_DGRAM : SOCK_STREAM, 0);
    if (bind(made, is_unix ? (void *)&un : (void *)&in, is_unix ? sizeof un : sizeof in) != 0)
        return -1;
    return is_udp || listen(made, 5) == 0 ? made : -1;
}

int main(int count, char **arguments) {
    pthread_t thread;
    sigset_t signals;
    int number;
    if (count != 4)
        return 2;
    call = arguments[2];
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    fd = open_socket(arguments[1], arguments[3]);
    if (fd < 0)
        return 1;
    pthread_create(&thread, NULL, wait_there, NULL);
    puts("waits");
    sigwait(&signals, &number);
    int result = shutdown(fd, SHUT_RDWR);
    printf("shutdown %d %s\n", result, result ? strerrorname_np(errno) : "-");
    pthread_join(thread, NULL);
    puts("ends");
}
