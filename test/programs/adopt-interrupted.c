/* adopt-interrupted PORT: binds new sockets to 127.0.0.1:PORT for ever. Its handler of SIGALRM, which prints "signal", lets
 * no call be restarted: prints "interrupted" when a bind was. */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static const char said[] = "signal\n";

static void say(int number) {
    (void)number;
    if (write(STDOUT_FILENO, said, sizeof said - 1) < 0)
        _exit(1);
}

static int bind_one(int port) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int error = bind(fd, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : errno;
    close(fd);
    return error;
}

int main(int count, char **arguments) {
    struct sigaction action = {.sa_handler = say};
    int error = 0;
    if (count != 2)
        return 2;
    sigaction(SIGALRM, &action, NULL);
    setvbuf(stdout, NULL, _IOLBF, 0);
    puts("begins");
    while (error == 0 || error == EINTR)
        if ((error = bind_one(atoi(arguments[1]))) == EINTR)
            puts("interrupted");
    return 1;
}
