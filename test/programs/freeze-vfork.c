/* freeze-vfork PROGRAM [ARG]...: starts PROGRAM, and waits in vfork(2) for a child that sleeps. */
#include <err.h>
#include <unistd.h>

int main(int count, char **arguments) {
    if (count < 2)
        errx(1, "usage: freeze-vfork PROGRAM [ARG]...");
    pid_t server = fork();
    if (server == 0) {
        execvp(arguments[1], arguments + 1);
        err(127, "%s", arguments[1]);
    }
    if (vfork() == 0) {
        for (;;)
            pause();
    }
    return 0;
}
