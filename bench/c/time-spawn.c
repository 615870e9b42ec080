/* time-spawn ROUNDS -- COMMAND -- COMMAND …: runs the commands in turn, each with one listening socket passed in
 * LISTEN_FDS, and prints a line for each round: nanoseconds from fork to the end, for each command. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "loopback.h"

#define COMMANDS_MAX 16
#define FIRST_PASSED 3

static void set_number(const char *name, int value) {
    char text[16];
    snprintf(text, sizeof text, "%d", value);
    setenv(name, text, 1);
}

static void become(char **command) {
    set_number("LISTEN_PID", getpid());
    set_number("LISTEN_FDS", 1);
    execvp(command[0], command);
    err(127, "%s", command[0]);
}

static int64_t run(char **command) {
    int64_t start = now_ns();
    pid_t child = fork();
    if (child == 0)
        become(command);
    int status;
    if (child < 0 || waitpid(child, &status, 0) < 0)
        err(1, "cannot run %s", command[0]);
    int64_t took = now_ns() - start;
    if (status != 0)
        errx(1, "%s ended with status %#x, expected 0", command[0], (unsigned)status);
    return took;
}

static int split(char **words, char ***commands) {
    int count = 0;
    for (; *words; words++) {
        if (strcmp(*words, "--") != 0)
            continue;
        *words = NULL;
        if (count < COMMANDS_MAX)
            commands[count++] = words + 1;
    }
    return count;
}

int main(int argc, char **argv) {
    char **commands[COMMANDS_MAX];
    if (argc < 4)
        errx(1, "usage: time-spawn ROUNDS -- COMMAND [-- COMMAND]...");
    int rounds = atoi(argv[1]), count = split(argv + 2, commands), passed = listen_on(0);
    dup2(passed, FIRST_PASSED);
    fcntl(FIRST_PASSED, F_SETFD, 0);
    for (int round = 0; round < rounds; round++)
        for (int i = 0; i < count; i++)
            printf("%lld%c", (long long)run(commands[i]), i + 1 < count ? ' ' : '\n');
    return 0;
}
