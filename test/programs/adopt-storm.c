/* adopt-storm PORT COUNT [SIGNALS [interrupt]]: binds new sockets to 127.0.0.1:PORT, one after the other, until COUNT binds
 * gave 0 and, where SIGNALS are wanted, so many have come: see storm.h. Their handler is SA_RESTART unless it is to interrupt.
 * A bind that is refused ends it. Prints how many of how many binds gave 0, and the error of the refused one.
 * PORT 0 is any free port; "netlink" in place of PORT binds netlink sockets. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "storm.h"

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

static int bind_one(const char *port) {
    return strcmp(port, "netlink") == 0 ? bind_netlink() : bind_inet(atoi(port));
}

int main(int count, char **arguments) {
    int wanted = atoi(arguments[2]), signals = count > 3 ? atoi(arguments[3]) : 0, good = 0, all = 0, refusal = 0;
    expect_storm(count > 4 ? 0 : SA_RESTART);
    while (refusal == 0 && (good < wanted || ticks < signals)) {
        if (signals > 0)
            begin_storm(all);
        all++;
        if (bind_one(arguments[1]) == 0)
            good++;
        else if (errno != EINTR || count <= 4)
            refusal = errno;
    }
    set_timer(0);
    printf("%d of %d, %s\n", good, all, strerror(refusal));
    fflush(stdout);
    pause();
}
