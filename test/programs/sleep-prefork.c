/* sleep-prefork ADDRESS WORKERS IDLERS: a master that waits for its children, as prefork servers do.
 *
 * It looks at a flag that its SIGTERM handler sets, and then waits: a signal between the two is forgotten. WORKERS
 * processes accept, IDLERS only wait for signals. Each answer is the pid of the master, as JSON. */
#include <arpa/inet.h>
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t got_term;

static void on_term(int number) {
    got_term = number;
}

static void on_child(int number) {
    (void)number;
}

static int bound(const char *text) {
    const char *port = strrchr(text, ':');
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port + 1))};
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0)
        err(1, "bind %s", text);
    return listener;
}

static void work(int listener) {
    char request[4096], answer[128];
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        if (connection < 0)
            continue;
        int length = snprintf(answer, sizeof answer, "HTTP/1.0 200 OK\r\n\r\n{\"pid\":%d}", getppid());
        if (read(connection, request, sizeof request) < 0 || write(connection, answer, (size_t)length) != length)
            warn("answer");
        close(connection);
    }
}

static pid_t start_child(int listener, int works) {
    pid_t child = fork();
    if (child < 0)
        err(1, "fork");
    while (child == 0 && !works)
        pause();
    if (child == 0)
        work(listener);
    return child;
}

int main(int count, char **arguments) {
    int listener = count == 4 ? bound(arguments[1]) : -1, workers = atoi(arguments[2]), all = workers + atoi(arguments[3]);
    pid_t *children = calloc((size_t)all, sizeof *children);
    for (int i = 0; children && i < all; i++)
        children[i] = start_child(listener, i < workers);
    listen(listener, 5);
    sigaction(SIGTERM, &(struct sigaction){.sa_handler = on_term}, NULL);
    sigaction(SIGCHLD, &(struct sigaction){.sa_handler = on_child, .sa_flags = SA_RESTART}, NULL);
    while (!got_term)
        wait(&(int){0});
    for (int i = 0; children && i < all; i++)
        kill(children[i], SIGKILL);
    return 0;
}
