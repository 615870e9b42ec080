/* process-signals [SIGNAL]...: prints "got NUMBER VALUE SENDER" for each of these signals (without any: for
 * every signal that can be handled) and ends by SIGTERM as if it had no handler. Prints "ready PID" first. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* One write(2) a signal: nothing is lost or mixed when many come at once. */
static void tell(int number, siginfo_t *info, void *context) {
    char line[64];
    int value = info->si_code == SI_QUEUE ? info->si_value.sival_int : 0;
    int length = snprintf(line, sizeof line, "got %d %d %d\n", number, value, info->si_pid);
    (void)context;
    if (write(STDOUT_FILENO, line, (size_t)length) != length)
        _exit(1);
}

static void handle(int number) {
    struct sigaction action = {.sa_sigaction = tell, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigfillset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

int main(int count, char **arguments) {
    for (int i = 1; i < count; i++)
        handle(atoi(arguments[i]));
    for (int number = 1; count == 1 && number < 65; number++)
        if (number != SIGTERM && number != SIGCHLD)
            handle(number);
    printf("ready %d\n", getpid());
    fflush(stdout);
    for (;;)
        pause();
}
