/* shut-at-once KIND PLACE ROUNDS: in each round it opens a socket at the unix path or the port of 127.0.0.1 (KIND: unix,
 * tcp, udp), begins to wait there in a thread (accept, recv), and shuts the socket down a moment later, which is another
 * one in each round. It says in how many rounds the thread was woken; after one that hangs it ends. */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_S 20

static int fd, is_udp;
static atomic_int has_begun;

static void *wait_there(void *nothing) {
    char byte;
    has_begun = 1;
    if (is_udp)
        recv(fd, &byte, 1, 0);
    else
        accept(fd, NULL, NULL);
    return nothing;
}

static int open_socket(const char *kind, const char *place) {
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(atoi(place)), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    strncpy(un.sun_path, place, sizeof un.sun_path - 1);
    int is_unix = strcmp(kind, "unix") == 0;
    int made = socket(is_unix ? AF_UNIX : AF_INET, is_udp ? SOCK_DGRAM : SOCK_STREAM, 0);
    if (bind(made, is_unix ? (void *)&un : (void *)&in, is_unix ? sizeof un : sizeof in) != 0)
        return -1;
    return is_udp || listen(made, 5) == 0 ? made : -1;
}

static void spin(int times) {
    for (volatile int i = 0; i < times; i++)
        ;
}

static int is_woken(int round) {
    pthread_t thread;
    struct timespec end;
    has_begun = 0;
    pthread_create(&thread, NULL, wait_there, NULL);
    while (!has_begun)
        ;
    spin(round % 100 * 10);
    shutdown(fd, SHUT_RDWR);
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += PATIENCE_S;
    return pthread_timedjoin_np(thread, NULL, &end) == 0;
}

int main(int count, char **arguments) {
    int woken = 0, rounds = count == 4 ? atoi(arguments[3]) : 0;
    for (int round = 0; round < rounds && woken == round; round++) {
        is_udp = strcmp(arguments[1], "udp") == 0;
        fd = open_socket(arguments[1], arguments[2]);
        if (fd < 0)
            return 1;
        woken += is_woken(round);
        close(fd);
    }
    printf("woken %d\n", woken);
    fflush(stdout);
    _exit(0);
}
