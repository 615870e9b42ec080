/* guard-storm WHAT PATH COUNT SIGNALS: does WHAT to PATH, COUNT times and until so many signals have come: see storm.h. WHAT
 * is to unlink or chmod it, or to rename a socket bound at another name onto it. One that fails ends it. Prints how many
 * of how many gave 0, and the error of the one that failed. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "storm.h"

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
    int wanted = atoi(arguments[3]), signals = atoi(arguments[4]), good = 0, all = 0, failure = 0;
    expect_storm(SA_RESTART);
    while (failure == 0 && (good < wanted || ticks < signals)) {
        begin_storm(all++);
        if (attempt(arguments[1], arguments[2]) == 0)
            good++;
        else
            failure = errno;
    }
    set_timer(0);
    printf("%d of %d, %s\n", good, all, strerror(failure));
}
