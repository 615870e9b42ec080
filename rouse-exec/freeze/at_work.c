#include "freeze/at_work.h"

#include <string.h>

#include "kernel/process.h"
#include "kernel/process_list.h"
#include "kernel/threads.h"

static bool has_thread_in(pid_t pid, const char *states) {
    struct thread_walk walk;
    bool found = false;
    open_threads(&walk, pid);
    for (pid_t tid; !found && (tid = next_thread(&walk));) {
        char state = state_of(pid, tid);
        found = state != 0 && strchr(states, state);
    }
    close_threads(&walk);
    return found;
}

pid_t find_in_state(const char *states) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        if (has_thread_in(all.pids[i], states))
            return all.pids[i];
    return 0;
}
