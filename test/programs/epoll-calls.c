/* epoll-calls: does the system calls that its standard input names, one a line, and answers each with one line: the
 * errno's name, 0, or what came. Every number of a descriptor is the caller's choice.
 *
 * socket FD KIND (tcp, unix, udp) · epoll FD · dup FD NEW · close FD · files LIMIT
 * add SET FD EVENTS DATA · mod SET FD EVENTS DATA · del SET FD (EVENTS and DATA in hexadecimal)
 * bind FD ADDRESS · listen FD · accept FD · rename PATH PATH
 * wait SET MS: `EVENTS DATA` of one event, or `nothing`
 * hide: from now on nobody may look into this process
 * fork: a child, which does each further line that begins with `child` */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int parse_kind(const char *kind, int *type) {
    *type = strcmp(kind, "udp") == 0 ? SOCK_DGRAM : SOCK_STREAM;
    return strcmp(kind, "unix") == 0 ? AF_UNIX : AF_INET;
}

static int move_to(int made, int fd) {
    int result = made < 0 || made == fd ? made : dup2(made, fd);
    if (made >= 0 && made != fd)
        close(made);
    return result;
}

static int make_socket(int fd, const char *kind) {
    int type, family = parse_kind(kind, &type);
    return move_to(socket(family, type, 0), fd);
}

static int bind_unix(int fd, const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    return bind(fd, (struct sockaddr *)&address, sizeof address);
}

static int bind_to(int fd, char *text) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    char *colon = strchr(text, ':');
    if (!colon)
        return bind_unix(fd, text);
    *colon = 0;
    inet_pton(AF_INET, text, &address.sin_addr);
    address.sin_port = htons(atoi(colon + 1));
    return bind(fd, (struct sockaddr *)&address, sizeof address);
}

static int control(int operation, char **words) {
    struct epoll_event event = {0};
    if (words[3] && words[4]) {
        event.events = strtoul(words[3], NULL, 16);
        event.data.u64 = strtoull(words[4], NULL, 16);
    }
    return epoll_ctl(atoi(words[1]), operation, atoi(words[2]), &event);
}

static int limit_files(rlim_t files) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = files;
    limit.rlim_max = limit.rlim_max < files ? files : limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit);
}

static void answer(int result) {
    printf("%s\n", result < 0 ? strerrorname_np(errno) : "0");
}

static void wait_for_event(int set, int ms) {
    struct epoll_event event;
    int count = epoll_wait(set, &event, 1, ms);
    if (count < 0)
        answer(-1);
    else if (count == 0)
        puts("nothing");
    else
        printf("%x %llx\n", event.events, (unsigned long long)event.data.u64);
}

static void accept_one(int fd) {
    int connection = accept(fd, NULL, NULL);
    answer(connection);
    close(connection);
}

static void obey(char **words) {
    const char *verb = words[0];
    int fd = words[1] ? atoi(words[1]) : -1;
    if (strcmp(verb, "socket") == 0)
        answer(make_socket(fd, words[2]));
    else if (strcmp(verb, "epoll") == 0)
        answer(move_to(epoll_create1(0), fd));
    else if (strcmp(verb, "dup") == 0)
        answer(dup2(fd, atoi(words[2])));
    else if (strcmp(verb, "close") == 0)
        answer(close(fd));
    else if (strcmp(verb, "files") == 0)
        answer(limit_files(strtoul(words[1], NULL, 10)));
    else if (strcmp(verb, "add") == 0)
        answer(control(EPOLL_CTL_ADD, words));
    else if (strcmp(verb, "mod") == 0)
        answer(control(EPOLL_CTL_MOD, words));
    else if (strcmp(verb, "del") == 0)
        answer(control(EPOLL_CTL_DEL, words));
    else if (strcmp(verb, "bind") == 0)
        answer(bind_to(fd, words[2]));
    else if (strcmp(verb, "listen") == 0)
        answer(listen(fd, 16));
    else if (strcmp(verb, "accept") == 0)
        accept_one(fd);
    else if (strcmp(verb, "rename") == 0)
        answer(rename(words[1], words[2]));
    else if (strcmp(verb, "hide") == 0)
        answer(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
    else if (strcmp(verb, "wait") == 0)
        wait_for_event(fd, atoi(words[2]));
    else
        printf("no such word: %s\n", verb);
}

static void split(char *line, char **words, size_t most) {
    size_t count = 0;
    for (char *word = strtok(line, " \n"); word && count < most - 1; word = strtok(NULL, " \n"))
        words[count++] = word;
    words[count] = NULL;
}

static FILE *lines, *to_child;

/* Each keeps its end of the pipe at a number that no test chooses. */
static void make_child(void) {
    int ends[2];
    if (pipe(ends) != 0)
        exit(1);
    pid_t child = fork();
    if (child == 0)
        lines = fdopen(move_to(ends[0], 1000), "r");
    else
        to_child = fdopen(move_to(ends[1], 1000), "w");
    close(child == 0 ? ends[1] : ends[0]);
    if (child > 0)
        puts("0");
}

static void obey_line(char *line) {
    char *words[8];
    if (strncmp(line, "child ", 6) == 0) {
        fputs(line + 6, to_child);
        fflush(to_child);
        return;
    }
    split(line, words, sizeof words / sizeof *words);
    if (strcmp(words[0], "fork") == 0)
        make_child();
    else
        obey(words);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    puts("ready");
    lines = stdin;
    for (char line[512]; fgets(line, sizeof line, lines);)
        obey_line(line);
}
