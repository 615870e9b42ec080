/* activate WORD... -- COMMAND...: makes the sockets, then becomes the command with them as descriptors 3, 4, …
 * The words are those of test/harness/activate.ts: kind=KIND begins a socket, and says more of it up to the next one;
 * set=NAME=VALUE and unset=NAME are lies in the environment. */
#include <err.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define FIRST 3
#define MOST 1024

extern char **environ;

static const struct {
    const char *name;
    int value;
} constants[] = {
#define CONSTANT(name) {#name, name}
    CONSTANT(SOL_SOCKET),       CONSTANT(IPPROTO_TCP),   CONSTANT(IPPROTO_IP),    CONSTANT(IPPROTO_IPV6),
    CONSTANT(SO_BINDTODEVICE),  CONSTANT(SO_BROADCAST),  CONSTANT(SO_KEEPALIVE),  CONSTANT(SO_RCVBUF),
    CONSTANT(SO_REUSEADDR),     CONSTANT(SO_REUSEPORT),  CONSTANT(SO_SNDBUF),     CONSTANT(TCP_DEFER_ACCEPT),
    CONSTANT(TCP_FASTOPEN),     CONSTANT(TCP_KEEPCNT),   CONSTANT(TCP_KEEPIDLE),  CONSTANT(TCP_KEEPINTVL),
    CONSTANT(TCP_NODELAY),      CONSTANT(IP_TOS),        CONSTANT(IPV6_TCLASS),   CONSTANT(IPV6_UNICAST_HOPS),
    CONSTANT(TCP_USER_TIMEOUT),
};

static const struct {
    const char *name;
    int family, type;
} kinds[] = {
    {"tcp", AF_UNSPEC, SOCK_STREAM},         {"udp", AF_UNSPEC, SOCK_DGRAM},
    {"unix", AF_UNIX, SOCK_STREAM},          {"unix-dgram", AF_UNIX, SOCK_DGRAM},
    {"unix-seqpacket", AF_UNIX, SOCK_SEQPACKET},
};

struct wanted {
    const char *kind, *address, *name;
    size_t length; /* of the address, which may hold NULs */
    int backlog, mode, owner, v6only, bound_only;
    char *options[16];
    int option_count;
};

static struct wanted wanted[MOST];
static int count;
static char *set[16], *unset[16];
static int set_count, unset_count;

static int constant(const char *name) {
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (strcmp(constants[i].name, name) == 0)
            return constants[i].value;
    errx(1, "add %s to the constants of activate.c", name);
}

/* "LEVEL OPTION NUMBER", or a text in quotes. */
static void set_option(int fd, char *text) {
    int level = constant(strtok(text, " ")), option = constant(strtok(NULL, " "));
    char *value = strtok(NULL, "");
    int number = atoi(value);
    int is_text = *value == '"';
    if (setsockopt(fd, level, option, is_text ? value + 1 : (void *)&number,
                   is_text ? (socklen_t)strlen(value + 1) : sizeof number) != 0)
        err(1, "setsockopt %s", text);
}

static socklen_t unix_address(const struct wanted *it, struct sockaddr_un *un) {
    int is_abstract = *it->address == '@';
    size_t length = it->length + !is_abstract;
    if (length > sizeof un->sun_path)
        errx(1, "%s is longer than a unix socket's path may be", it->address);
    un->sun_family = AF_UNIX;
    memcpy(un->sun_path, it->address, length);
    if (is_abstract)
        *un->sun_path = 0;
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

/* HOST:PORT or [HOST]:PORT */
static socklen_t inet_address(const char *address, struct sockaddr_storage *to) {
    char host[256];
    snprintf(host, sizeof host, "%s", *address == '[' ? address + 1 : address);
    char *port = strrchr(host, ':');
    if (!port)
        errx(1, "%s has no port", address);
    *port++ = 0;
    if (*address == '[')
        host[strlen(host) - 1] = 0;
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV}, *found;
    int failure = getaddrinfo(host, port, &hints, &found);
    if (failure)
        errx(1, "%s: %s", address, gai_strerror(failure));
    memcpy(to, found->ai_addr, found->ai_addrlen);
    return found->ai_addrlen;
}

static int listening_socket(const struct wanted *it, int family, int type) {
    union {
        struct sockaddr any;
        struct sockaddr_un un;
        struct sockaddr_storage inet;
    } to = {0};
    int is_unix = family == AF_UNIX;
    socklen_t length = is_unix ? unix_address(it, &to.un) : inet_address(it->address, &to.inet);
    int fd = socket(to.any.sa_family, type | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0 || (!is_unix && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0))
        err(1, "socket");
    if (it->v6only >= 0 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &it->v6only, sizeof it->v6only) != 0)
        err(1, "IPV6_V6ONLY");
    for (int i = 0; i < it->option_count; i++)
        set_option(fd, it->options[i]);
    if (bind(fd, &to.any, length) != 0)
        err(1, "bind %s", it->address);
    if (it->mode >= 0 && chmod(it->address, (mode_t)it->mode) != 0)
        err(1, "chmod %s", it->address);
    if (type != SOCK_DGRAM && !it->bound_only && listen(fd, it->backlog) != 0)
        err(1, "listen %s", it->address);
    if (it->owner >= 0 && fchown(fd, (uid_t)it->owner, (gid_t)-1) != 0)
        err(1, "fchown %s", it->address);
    return fd;
}

/* -1 for one that the environment promises and that is closed. */
static int make(const struct wanted *it) {
    if (strcmp(it->kind, "closed") == 0)
        return -1;
    if (strcmp(it->kind, "file") == 0) {
        int fd = open(it->address, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
            err(1, "%s", it->address);
        return fd;
    }
    if (strcmp(it->kind, "connected") == 0) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
            err(1, "socketpair");
        close(pair[1]);
        return pair[0];
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, it->kind) == 0)
            return listening_socket(it, kinds[i].family, kinds[i].type);
    errx(1, "unknown kind %s", it->kind);
}

/* Each %25 and %00 as its one byte; the length of the rest. */
static size_t decode(char *text) {
    char *to = text;
    for (const char *from = text; *from; to++) {
        size_t length = *from == '%' ? 3 : 1;
        *to = strncmp(from, "%00", 3) == 0 ? 0 : *from;
        from += length;
    }
    *to = 0;
    return (size_t)(to - text);
}

static void say_more(struct wanted *it, const char *key, char *value) {
    if (strcmp(key, "address") == 0) {
        it->length = decode(value);
        it->address = value;
    } else if (strcmp(key, "path") == 0)
        it->address = value;
    else if (strcmp(key, "name") == 0)
        it->name = value;
    else if (strcmp(key, "backlog") == 0)
        it->backlog = atoi(value);
    else if (strcmp(key, "mode") == 0)
        it->mode = atoi(value);
    else if (strcmp(key, "owner") == 0)
        it->owner = atoi(value);
    else if (strcmp(key, "v6only") == 0)
        it->v6only = atoi(value);
    else if (strcmp(key, "listening") == 0)
        it->bound_only = !atoi(value);
    else if (strcmp(key, "option") == 0 && it->option_count < 16)
        it->options[it->option_count++] = value;
    else
        errx(1, "unknown word %s=%s", key, value);
}

static void read_word(char *word) {
    char *value = strchr(word, '=');
    if (!value)
        errx(1, "expected KEY=VALUE, not %s", word);
    *value++ = 0;
    if (strcmp(word, "set") == 0 && set_count < 16)
        set[set_count++] = value;
    else if (strcmp(word, "unset") == 0 && unset_count < 16)
        unset[unset_count++] = value;
    else if (strcmp(word, "kind") != 0)
        say_more(&wanted[count - 1], word, value);
    else if (count < MOST)
        wanted[count++] = (struct wanted){
            .kind = value, .name = "unknown", .backlog = 4096, .mode = -1, .owner = -1, .v6only = -1};
    else
        errx(1, "more than %d sockets", MOST);
}

/* Puts them at 3, 4, … by way of high numbers, so that none is overwritten before it has moved. */
static void move(int *fds) {
    int high = count < 200 ? 200 + FIRST : count + FIRST;
    for (int i = 0; i < count; i++)
        if (fds[i] >= 0 && (fds[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, high)) < 0)
            err(1, "F_DUPFD_CLOEXEC");
    for (int i = 0; i < count; i++) {
        if (fds[i] < 0)
            close(FIRST + i);
        else if (dup2(fds[i], FIRST + i) < 0)
            err(1, "dup2");
    }
}

static void tell(void) {
    static char names[1 << 16];
    char number[16];
    for (int i = 0; i < count; i++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? ":" : "", wanted[i].name);
    for (char **it = environ; *it;) {
        char name[256];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(*it, "="), *it);
        if (strncmp(name, "LISTEN_", strlen("LISTEN_")) == 0)
            unsetenv(name);
        else
            it++;
    }
    snprintf(number, sizeof number, "%d", getpid());
    setenv("LISTEN_PID", number, 1);
    snprintf(number, sizeof number, "%d", count);
    setenv("LISTEN_FDS", number, 1);
    setenv("LISTEN_FDNAMES", names, 1);
    for (int i = 0; i < set_count; i++)
        putenv(set[i]);
    for (int i = 0; i < unset_count; i++)
        unsetenv(unset[i]);
}

int main(int argc, char **argv) {
    int fds[MOST], at = 1;
    for (; at < argc && strcmp(argv[at], "--") != 0; at++)
        read_word(argv[at]);
    if (at + 1 >= argc)
        errx(1, "usage: activate WORD... -- COMMAND...");
    for (int i = 0; i < count; i++)
        fds[i] = make(&wanted[i]);
    move(fds);
    tell();
    execvp(argv[at + 1], argv + at + 1);
    err(1, "%s", argv[at + 1]);
}
