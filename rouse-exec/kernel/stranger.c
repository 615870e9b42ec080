#include "kernel/stranger.h"

#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kernel/process.h"

#define START_TICK_NS 10000000 /* of the start time in proc_pid_stat(5), which is in units of USER_HZ */

static bool about;
static unsigned own_filters;
static struct process_identity program;

/* After a tick, everything that we start has a later start time than everything that is here now. */
void look_for_strangers(void) {
    pid_t ended;
    while ((ended = waitpid(-1, NULL, WNOHANG | __WALL)) > 0)
        ;
    about = ended == 0;
    if (!about)
        return;
    own_filters = filters_of(getpid());
    program.started = UINT64_MAX;
    nanosleep(&(struct timespec){.tv_nsec = START_TICK_NS}, NULL);
}

bool are_strangers_about(void) {
    return about;
}

void set_apart_from_strangers(pid_t first) {
    if (about)
        identify(first, &program);
}

/* Filters are inherited, and never dropped: every process of the program has one more than we, but for the first, which
 * has it a moment after its start. A stranger may have filters of its own, but mostly started before the program. */
bool is_stranger(pid_t pid) {
    struct process_identity found;
    if (!about || !identify(pid, &found))
        return false;
    if (found.started < program.started)
        return true;
    bool is_first = found.pid == program.pid && found.started == program.started;
    return !is_first && filters_of(pid) <= own_filters;
}
