/* loads-in-storm STORM tcp|unix ADDRESS: an HTTP server of 8 threads that listens at once, answers 503 for 0.3 s and 200
 * from then on, while something goes on in it:
 *   signals  its threads are interrupted 2,000 times a second, without SA_RESTART
 *   forks    a thread forks children that end at once
 *   vforks   a thread stands in vfork(2) most of the time
 *   threads  1,000 threads accept
 *   filter   a seccomp filter of its own kills whoever calls listen(2) or ptrace(2) from then on */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOADS_MS 300
#define STACK 65536

static int listener;
static struct timespec began;

static void nap(long microseconds) {
    nanosleep(&(struct timespec){.tv_nsec = microseconds * 1000}, NULL);
}

static bool is_ready(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - began.tv_sec) * 1000 + (now.tv_nsec - began.tv_nsec) / 1000000 >= LOADS_MS;
}

static void answer(int client) {
    char request[4096];
    const char *said = is_ready() ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                  : "HTTP/1.1 503 Loading\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    ssize_t got, sent;
    while ((got = read(client, request, sizeof request)) < 0 && errno == EINTR)
        ;
    while (got > 0 && (sent = write(client, said, strlen(said))) < 0 && errno == EINTR)
        ;
    close(client);
}

static void *serve(void *none) {
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client >= 0)
            answer(client);
        else if (errno != EINTR && errno != ECONNABORTED)
            exit(EXIT_FAILURE);
    }
    return none;
}

static void start_threads(int count) {
    pthread_attr_t small;
    pthread_t thread;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, STACK);
    for (int i = 0; i < count; i++)
        pthread_create(&thread, &small, serve, NULL);
}

static void ignore(int number) {
    (void)number;
}

static void storm_of_signals(void) {
    pid_t target = getppid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(listener);
    for (; getppid() == target; nap(500))
        kill(target, SIGUSR2);
    _exit(EXIT_SUCCESS);
}

static void *fork_on(void *none) {
    for (;; nap(200)) {
        pid_t child = fork();
        if (child == 0)
            _exit(EXIT_SUCCESS);
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    return none;
}

/* The child sleeps in the memory of its parent, which stands still in the kernel (D) until the child ends. */
static void *vfork_on(void *none) {
    for (;;) {
        pid_t child = vfork();
        if (child == 0) {
            syscall(SYS_nanosleep, &(struct timespec){.tv_nsec = 50000000}, NULL);
            _exit(EXIT_SUCCESS);
        }
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    return none;
}

static void filter_calls(void) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_listen, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
        exit(EXIT_FAILURE);
}

static void begin(const char *storm) {
    struct sigaction action = {.sa_handler = ignore};
    pthread_t thread;
    sigaction(SIGUSR2, &action, NULL);
    if (strcmp(storm, "signals") == 0 && fork() == 0) /* before any client is there, whom the child would keep */
        storm_of_signals();
    start_threads(strcmp(storm, "threads") == 0 ? 1000 : 8);
    if (strcmp(storm, "forks") == 0)
        pthread_create(&thread, NULL, fork_on, NULL);
    if (strcmp(storm, "vforks") == 0)
        pthread_create(&thread, NULL, vfork_on, NULL);
    if (strcmp(storm, "filter") == 0)
        filter_calls();
}

static int listen_unix(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    return bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 64) == 0 ? fd : -1;
}

static int listen_tcp(const char *text) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_port = htons((uint16_t)atoi(strchr(text, ':') + 1));
    return bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 64) == 0 ? fd : -1;
}

int main(int count, char **arguments) {
    if (count != 4)
        return EXIT_FAILURE;
    clock_gettime(CLOCK_MONOTONIC, &began);
    listener = strcmp(arguments[2], "unix") == 0 ? listen_unix(arguments[3]) : listen_tcp(arguments[3]);
    if (listener < 0)
        return perror("listen"), EXIT_FAILURE;
    begin(arguments[1]);
    for (;;)
        pause();
}
