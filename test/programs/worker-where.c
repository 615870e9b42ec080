/* worker-where WHERE KIND ADDRESS: binds ADDRESS (KIND: tcp, unix, udp), prints `bound INODE ERRNO`, listens, prints
 * `serves PID`, and answers each connection or datagram with that pid. WHERE this is done:
 * first, the first thread · thread, another one · unshared, one with descriptors of its own · orphaned, one that has
 * outlived the first · grandchild, whose parent has ended · vfork, a vfork child before it becomes the server · spawn,
 * a spawned one · workers, four that bind with SO_REUSEPORT · children, three that inherit it from who has bound ·
 * again, after a bind that was closed. */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define FD 9

extern char **environ;

static const char *where;
static char **own;
static pthread_t first;

static struct sockaddr_storage address;
static socklen_t length;
static int type = SOCK_STREAM;

static void parse(const char *kind, const char *text) {
    struct sockaddr_in *in = (struct sockaddr_in *)&address;
    struct sockaddr_un *un = (struct sockaddr_un *)&address;
    char host[64];
    int port;
    if (strcmp(kind, "unix") == 0) {
        un->sun_family = AF_UNIX;
        strncpy(un->sun_path, text, sizeof un->sun_path - 1);
        length = sizeof *un;
    } else if (sscanf(text, "%63[^:]:%d", host, &port) == 2) {
        *in = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
        inet_pton(AF_INET, host, &in->sin_addr);
        length = sizeof *in;
    }
    type = strcmp(kind, "udp") == 0 ? SOCK_DGRAM : SOCK_STREAM;
}

static void make(void) {
    int one = 1, made = socket(address.ss_family, type, 0);
    if (strcmp(where, "workers") == 0 && address.ss_family == AF_INET)
        setsockopt(made, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    dup2(made, FD);
    close(made);
}

static void bind_and_tell(void) {
    struct stat status;
    int error = bind(FD, (struct sockaddr *)&address, length) == 0 ? 0 : errno;
    fstat(FD, &status);
    dprintf(1, "bound %lu %d\n", (unsigned long)status.st_ino, error);
    if (type == SOCK_STREAM)
        listen(FD, 16);
}

static void answer_connection(const char *text) {
    int connection = accept(FD, NULL, NULL);
    char request[16];
    while (read(connection, request, sizeof request) > 0)
        ;
    if (write(connection, text, strlen(text)) < 0)
        dprintf(2, "the client has gone\n");
    close(connection);
}

static void answer_datagram(const char *text) {
    struct sockaddr_storage peer;
    socklen_t room = sizeof peer;
    char datagram[16];
    if (recvfrom(FD, datagram, sizeof datagram, 0, (struct sockaddr *)&peer, &room) >= 0)
        sendto(FD, text, strlen(text), 0, (struct sockaddr *)&peer, room);
}

static void serve(void) {
    char text[16];
    snprintf(text, sizeof text, "%d", getpid());
    dprintf(1, "serves %s\n", text);
    for (;;)
        type == SOCK_STREAM ? answer_connection(text) : answer_datagram(text);
}

static void bind_and_serve(void) {
    make();
    bind_and_tell();
    serve();
}

static void *run_thread(void *nothing) {
    if (strcmp(where, "unshared") == 0)
        unshare(CLONE_FILES);
    if (strcmp(where, "orphaned") == 0)
        pthread_join(first, NULL);
    bind_and_serve();
    return nothing;
}

/* In the table that an unshared thread leaves, FD is something else. */
static void in_thread(void) {
    pthread_t thread;
    first = pthread_self();
    dup2(STDIN_FILENO, FD);
    pthread_create(&thread, NULL, run_thread, NULL);
    if (strcmp(where, "orphaned") == 0)
        pthread_exit(NULL);
    pthread_join(thread, NULL);
}

static void in_grandchild(void) {
    pid_t parent = getpid();
    if (fork() > 0)
        pause();
    pid_t middle = getpid();
    if (fork() > 0)
        _exit(0);
    while (getppid() == middle || getppid() == parent)
        sched_yield();
    bind_and_serve();
}

static void become(const char *inner) {
    char *arguments[] = {own[0], (char *)inner, own[2], own[3], NULL};
    execv(own[0], arguments);
}

static void in_vfork(void) {
    make();
    if (vfork() == 0) {
        bind_and_tell();
        become("serve");
        _exit(1);
    }
}

static void in_spawned(void) {
    char *arguments[] = {own[0], "first", own[2], own[3], NULL};
    pid_t child;
    posix_spawn(&child, own[0], NULL, NULL, arguments, environ);
}

static void fork_all(int count, void work(void)) {
    while (count-- > 0)
        if (fork() == 0)
            work();
}

static void bind_twice(void) {
    make();
    bind_and_tell();
    close(FD);
    bind_and_serve();
}

int main(int count, char **arguments) {
    where = arguments[1];
    own = arguments;
    if (count != 4)
        return 1;
    parse(arguments[2], arguments[3]);
    if (strcmp(where, "first") == 0)
        bind_and_serve();
    else if (strcmp(where, "serve") == 0)
        serve();
    else if (strcmp(where, "grandchild") == 0)
        in_grandchild();
    else if (strcmp(where, "vfork") == 0)
        in_vfork();
    else if (strcmp(where, "spawn") == 0)
        in_spawned();
    else if (strcmp(where, "workers") == 0)
        fork_all(4, bind_and_serve);
    else if (strcmp(where, "again") == 0)
        bind_twice();
    else if (strcmp(where, "children") == 0)
        make(), bind_and_tell(), fork_all(3, serve);
    else
        in_thread();
    pause();
}
