/* fault-forks ADDRESS COUNT: listens, then forks COUNT times, and each parent ends at once. The last child prints
 * "daemon PID" and stays. */
#include <arpa/inet.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char **arguments) {
    if (count != 3)
        errx(1, "usage: fault-forks ADDRESS COUNT");
    const char *port = strrchr(arguments[1], ':') + 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 16) != 0)
        err(1, "listen");
    for (int left = atoi(arguments[2]); left > 0; left--)
        if (fork() != 0)
            _exit(0);
    printf("daemon %d\n", getpid());
    fflush(stdout);
    pause();
}
