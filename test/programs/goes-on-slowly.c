/* goes-on-slowly tcp|udp|unix ADDRESS: sleep-server whose handler of SIGTERM only sets a flag, as CPython's does, and
 * which is a third of a second on its way back into its call after a SIGCONT, as on a busy machine.
 */
#define main serve
#include "sleep-server.c"
#undef main
#include <time.h>

static void note_stop(int number) {
    (void)number;
    stopping = 1;
}

static long milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void be_slow(int number) {
    (void)number;
    for (long end = milliseconds() + 333; milliseconds() < end;)
        ;
}

int main(int count, char **arguments) {
    sigaction(SIGTERM, &(struct sigaction){.sa_handler = note_stop}, NULL);
    sigaction(SIGCONT, &(struct sigaction){.sa_handler = be_slow, .sa_flags = SA_RESTART}, NULL);
    return serve(count, arguments);
}
