#include "freeze/at_work.h"

#include <string.h>

#include "kernel/process.h"
#include "kernel/process_list.h"
#include "kernel/threads.h"

/* Returns 0 when no thread is in such a state. */
static char state_among(pid_t pid, const char *states) {
    struct thread_walk walk;
    char found = 0;
    open_threads(&walk, pid);
    for (pid_t tid; !found && (tid = next_thread(&walk));) {
        char state = state_of(pid, tid);
        found = state != 0 && strchr(states, state) ? state : 0;
    }
    close_threads(&walk);
    return found;
}

struct worker find_in_state(const char *states) {
    struct process_list all = list_descendants();
    struct worker found = {0};
    for (size_t i = 0; i < all.count && found.state == 0; i++)
        found = (struct worker){all.pids[i], state_among(all.pids[i], states)};
    return found.state ? found : (struct worker){0};
}
