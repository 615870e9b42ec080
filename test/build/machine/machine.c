/*
 * The first process of a machine that has nothing but rouse-exec and a server. It has each kind of socket held in both
 * ways, asks the server twice with a sleep in between, and of stream servers once more while they stop; it prints what it saw,
 * and turns the machine off.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct kind {
    const char *name;
    const char *listen;
    int family;
    int type;
} kinds[] = {
    {"tcp", "--listen=127.0.0.1:8080", AF_INET, SOCK_STREAM},
    {"unix", "--listen=/socket", AF_UNIX, SOCK_STREAM},
    {"udp", "--listen=udp:127.0.0.1:8080", AF_INET, SOCK_DGRAM},
};

union address {
    struct sockaddr any;
    struct sockaddr_in ip;
    struct sockaddr_un path;
};

static socklen_t address_of(const struct kind *kind, union address *to) {
    memset(to, 0, sizeof *to);
    to->any.sa_family = (sa_family_t)kind->family;
    if (kind->family == AF_UNIX) {
        strcpy(to->path.sun_path, "/socket");
        return sizeof to->path;
    }
    to->ip.sin_port = htons(8080);
    to->ip.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return sizeof to->ip;
}

static int start(char **argv, int passed) {
    pid_t pid = fork();
    if (pid < 0) err(1, "fork");
    if (pid > 0) return pid;
    if (passed >= 0) {
        char number[16];
        snprintf(number, sizeof number, "%d", getpid());
        setenv("LISTEN_FDS", "1", 1);
        setenv("LISTEN_PID", number, 1);
        dup2(passed, 3);
    }
    execv(argv[0], argv);
    err(1, "exec %s", argv[0]);
}

/* As systemd would hold it. */
static int held(const struct kind *kind) {
    union address address;
    socklen_t size = address_of(kind, &address);
    int on = 1, fd = socket(kind->family, kind->type | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (kind->family == AF_UNIX) unlink(address.path.sun_path);
    if (bind(fd, &address.any, size) < 0) err(1, "bind %s", kind->name);
    if (kind->type == SOCK_STREAM && listen(fd, 8) < 0) err(1, "listen %s", kind->name);
    return fd;
}

static pid_t start_rouse_exec(const struct kind *kind, bool embedded) {
    char *argv[] = {"/rouse-exec", "--lazy", "--exit-idle-time=1s", NULL, NULL, NULL, NULL, NULL};
    char **next = argv + 3;
    if (kind->type == SOCK_STREAM) *next++ = "--ready-check=tcp";
    if (embedded) *next++ = (char *)kind->listen;
    *next++ = "/server";
    *next = (char *)kind->name;
    int passed = embedded ? -1 : held(kind);
    pid_t pid = start(argv, passed);
    close(passed);
    return pid;
}

static const int tries = 600; /* of a tenth of a second */

/* The answer of the server, its process id. Before rouse-exec listens, a client is refused and asks again. */
static pid_t ask(const struct kind *kind) {
    union address address;
    socklen_t size = address_of(kind, &address);
    struct timeval patience = {.tv_sec = 60};
    for (int i = 0; i < tries; i++, usleep(100000)) {
        char answer[16] = "";
        int fd = socket(kind->family, kind->type, 0);
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        bool asked = connect(fd, &address.any, size) == 0 && (kind->type == SOCK_STREAM || send(fd, "?", 1, 0) == 1);
        ssize_t length = asked ? recv(fd, answer, sizeof answer - 1, 0) : -1;
        int error = errno;
        close(fd);
        if (length > 0) return atoi(answer);
        if (asked && error != ECONNREFUSED) return 0;
    }
    return 0;
}

static bool ends(pid_t pid) {
    for (int i = 0; i < tries; i++, usleep(100000))
        if (kill(pid, 0) < 0 && errno == ESRCH) return true;
    return false;
}

static bool begins_to_stop(void) {
    for (int i = 0; i < tries; i++, usleep(10000))
        if (access("/stopping", F_OK) == 0) return true;
    return false;
}

/* A client that comes while the server stops. */
static const char *outcome_of_stop(const struct kind *kind) {
    pid_t first = ask(kind);
    unlink("/stopping");
    if (first <= 0 || !begins_to_stop()) return "the server was not told to stop";
    pid_t second = ask(kind);
    if (second <= 0) return "a client was dropped while the server stopped";
    return second == first ? "the same process answered" : NULL;
}

static const char *outcome(const struct kind *kind, pid_t rouse_exec) {
    pid_t first = ask(kind);
    if (first <= 0) return "the first client had no answer";
    if (first == rouse_exec) return "rouse-exec answered";
    if (!ends(first)) return "the server did not go to sleep";
    pid_t second = ask(kind);
    if (second <= 0) return "the second client had no answer";
    if (second == first) return "the same process answered";
    const char *lost = kind->type == SOCK_STREAM ? outcome_of_stop(kind) : NULL;
    if (lost) return lost;
    second = ask(kind);
    kill(rouse_exec, SIGTERM);
    if (!ends(second)) return "the server outlived rouse-exec";
    return "woke, slept, woke, ended";
}

static void try(const struct kind *kind, bool embedded) {
    pid_t rouse_exec = start_rouse_exec(kind, embedded);
    const char *text = outcome(kind, rouse_exec);
    kill(rouse_exec, SIGKILL);
    waitpid(rouse_exec, NULL, 0);
    printf("%s %s: %s\n", kind->name, embedded ? "embedded" : "passed", text);
}

/* Debian's kernel has sock_diag(7) as modules, one of which needs another. */
static void load_modules(void) {
    const char *modules[] = {"/inet_diag.ko", "/tcp_diag.ko", "/udp_diag.ko", "/unix_diag.ko"};
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        if (syscall(SYS_finit_module, open(modules[i], O_RDONLY), "", 0) < 0) err(1, "%s", modules[i]);
}

static void set_up(void) {
    struct ifreq loopback = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    if (mount("proc", "/proc", "proc", 0, NULL) < 0) err(1, "mount /proc");
    if (mount("dev", "/dev", "devtmpfs", 0, NULL) < 0) err(1, "mount /dev");
    load_modules();
    if (ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCSIFFLAGS, &loopback) < 0) err(1, "lo");
}

int main(void) {
    char *check[] = {"/rouse-exec", "--check", NULL};
    setvbuf(stdout, NULL, _IONBF, 0);
    set_up();
    waitpid(start(check, -1), NULL, 0);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        try(&kinds[i], true);
        try(&kinds[i], false);
    }
    puts("done");
    reboot(RB_POWER_OFF);
}
