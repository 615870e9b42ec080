/* LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES, LISTEN_PIDFDID, NOTIFY_SOCKET and WATCHDOG_USEC: each line of the input
 * is a variable. The line LISTEN_PID=own names this process. */
#include "service_manager/listen_environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/input.h"
#include "life/watchdog.h"
#include "service_manager/notify.h"

#define VARIABLES_MAX 8

static void parse(void *context) {
    size_t *count = context;
    struct listen_environment environment = read_listen_environment();
    const char *names = environment.names;
    for (*count = 0; *count < environment.count; ++*count) {
        char name[SOCKET_NAME_MAX + 1];
        EXPECT(!names || *count == 0 || names[-1] == ':');
        names = next_listen_name(names, name);
        EXPECT(strlen(name) <= SOCKET_NAME_MAX);
    }
    EXPECT(environment.count == 0 || !names || !*names);
    take_notify_socket();
    EXPECT(!getenv("NOTIFY_SOCKET"));
    take_watchdog(&(struct service){0});
}

static void split(char *text, char **variables) {
    static char own[32];
    size_t count = 0;
    snprintf(own, sizeof own, "LISTEN_PID=%d", getpid());
    for (char *line = strtok(text, "\n"); line && count < VARIABLES_MAX; line = strtok(NULL, "\n"))
        variables[count++] = strcmp(line, "LISTEN_PID=own") == 0 ? own : line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = text_of(data, size), *variables[VARIABLES_MAX + 1] = {0}, **before = environ;
    size_t count = 0;
    split(text, variables);
    environ = variables;
    survives(parse, &count);
    clear_listen_environment();
    EXPECT(!getenv("LISTEN_FDS") && !getenv("LISTEN_FDNAMES"));
    environ = before;
    free(text);
    return 0;
}
