/* adopt-child HOW PORT: a child binds 127.0.0.1:PORT and prints `INODE ERRNO`, for itself and, of the number that it
 * shares with its parent, for the parent. HOW: vfork, or spawn (posix_spawn of this program as `bind`). */
#include <arpa/inet.h>
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FD 9

extern char **environ;

static unsigned long inode(void) {
    struct stat status;
    fstat(FD, &status);
    return (unsigned long)status.st_ino;
}

static int bind_it(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    return bind(FD, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : errno;
}

static void in_vfork(int port) {
    volatile unsigned long seen = 0; /* the child writes them */
    volatile int error = -1;
    pid_t child = vfork();
    if (child == 0) {
        error = bind_it(port);
        seen = inode();
        _exit(0);
    }
    waitpid(child, NULL, 0);
    printf("%lu %d\n", seen, error);
}

static void in_spawned(const char *self, char *port) {
    char *arguments[] = {(char *)self, "bind", port, NULL};
    pid_t child;
    posix_spawn(&child, self, NULL, NULL, arguments, environ);
    waitpid(child, NULL, 0);
}

int main(int count, char **arguments) {
    const char *how = arguments[1];
    if (count != 3)
        return 1;
    if (strcmp(how, "bind") == 0) {
        int error = bind_it(atoi(arguments[2]));
        return printf("%lu %d\n", inode(), error) < 0;
    }
    dup2(socket(AF_INET, SOCK_STREAM, 0), FD);
    if (strcmp(how, "vfork") == 0)
        in_vfork(atoi(arguments[2]));
    else
        in_spawned(arguments[0], arguments[2]);
    printf("%lu parent\nready\n", inode());
    fflush(stdout);
    pause();
}
