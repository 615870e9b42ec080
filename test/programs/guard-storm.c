/* guard-storm WHAT PATH COUNT MICROSECONDS: with a timer signal every so many microseconds, whose handler is SA_RESTART,
 * does COUNT times WHAT to PATH: unlink or chmod it, or rename a socket bound at another name onto it. Prints how many
 * gave 0. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static volatile sig_atomic_t ticks;

static void tick(int number) {
    (void)number;
    ticks++;
}

static void start_timer(long microseconds) {
    struct sigaction action = {.sa_handler = tick, .sa_flags = SA_RESTART};
    struct itimerval timer = {{0, microseconds}, {0, microseconds}};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
}

static int rename_onto(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%.100s.tmp", path);
    int result = bind(fd, (struct sockaddr *)&address, sizeof address);
    if (result == 0)
        result = rename(address.sun_path, path);
    close(fd);
    return result;
}

static int attempt(const char *what, const char *path) {
    if (strcmp(what, "rename") == 0)
        return rename_onto(path);
    return strcmp(what, "unlink") == 0 ? unlink(path) : chmod(path, 0777);
}

int main(int count, char **arguments) {
    if (count != 5)
        return 2;
    int wanted = atoi(arguments[3]), good = 0, last_error = 0;
    start_timer(atol(arguments[4]));
    for (int i = 0; i < wanted; i++) {
        if (attempt(arguments[1], arguments[2]) == 0)
            good++;
        else
            last_error = errno;
    }
    printf("%d of %d, %d ticks, %s\n", good, wanted, (int)ticks, strerror(last_error));
}
