/* adopt-storm PORT COUNT [MICROSECONDS [interrupt]]: binds COUNT new sockets to 127.0.0.1:PORT, one after the other,
 * with a timer signal every so many MICROSECONDS, whose handler is SA_RESTART unless it is to interrupt, and prints
 * how many binds gave 0. PORT 0 is any free port;
 * "netlink" in place of PORT binds netlink sockets. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t ticks;

static void tick(int number) {
    (void)number;
    ticks++;
}

static void start_timer(long microseconds, int flags) {
    struct sigaction action = {.sa_handler = tick, .sa_flags = flags};
    struct itimerval timer = {{0, microseconds}, {0, microseconds}};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
}

static int bind_netlink(void) {
    int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    struct sockaddr_nl address = {.nl_family = AF_NETLINK};
    int result = bind(fd, (struct sockaddr *)&address, sizeof address);
    close(fd);
    return result;
}

static int bind_inet(int port) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int result = bind(fd, (struct sockaddr *)&address, sizeof address);
    close(fd);
    return result;
}

int main(int count, char **arguments) {
    int wanted = atoi(arguments[2]), good = 0, last_error = 0, netlink = strcmp(arguments[1], "netlink") == 0;
    if (count > 3)
        start_timer(atol(arguments[3]), count > 4 ? 0 : SA_RESTART);
    for (int i = 0; i < wanted; i++) {
        int result = netlink ? bind_netlink() : bind_inet(atoi(arguments[1]));
        if (result == 0)
            good++;
        else
            last_error = errno;
    }
    printf("%d of %d, %d ticks, %s\n", good, wanted, (int)ticks, strerror(last_error));
    fflush(stdout);
    pause();
}
