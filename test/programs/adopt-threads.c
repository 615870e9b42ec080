/* adopt-threads WHERE PORT: binds 127.0.0.1:PORT in a thread that is not the process's first one, and prints
 * `INODE ERRNO NODELAY`, the last as it is after the bind, before which it was set. WHERE: thread; unshared (the
 * thread has a descriptor table of its own, and in the other one the number is a file); orphaned (the first thread
 * has ended before). */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *where;
static int port, fd;
static pthread_t first;

static void bind_and_tell(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct stat status;
    int one = 1, nodelay = 0;
    socklen_t length = sizeof nodelay;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    int result = bind(fd, (struct sockaddr *)&address, sizeof address), error = result == 0 ? 0 : errno;
    fstat(fd, &status);
    getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &nodelay, &length);
    printf("%lu %d %d\n", (unsigned long)status.st_ino, error, nodelay);
    fflush(stdout);
}

static void *run(void *nothing) {
    if (strcmp(where, "unshared") == 0) {
        unshare(CLONE_FILES);
        fd = 9;
        dup2(socket(AF_INET, SOCK_STREAM, 0), fd);
    } else {
        fd = socket(AF_INET, SOCK_STREAM, 0);
    }
    if (strcmp(where, "orphaned") == 0)
        pthread_join(first, NULL);
    bind_and_tell();
    listen(fd, 5);
    puts("ready");
    fflush(stdout);
    pause();
    return nothing;
}

int main(int count, char **arguments) {
    pthread_t thread;
    (void)count;
    where = arguments[1];
    port = atoi(arguments[2]);
    first = pthread_self();
    dup2(open("/dev/null", O_RDONLY), 9);
    pthread_create(&thread, NULL, run, NULL);
    if (strcmp(where, "orphaned") == 0)
        pthread_exit(NULL);
    pthread_join(thread, NULL);
}
