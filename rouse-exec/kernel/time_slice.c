#include "kernel/time_slice.h"

#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "kernel/uapi.h"

#define SHORTEST_NS 100000 /* __setparam_fair raises what is less */

static struct sched_attr found; /* its size is 0 as long as nothing was changed */

void ask_for_short_slices(void) {
    struct sched_attr wanted;
    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 0 || syscall(SYS_sched_getattr, 0, &wanted, sizeof wanted, 0) != 0 ||
        wanted.sched_policy != SCHED_OTHER)
        return;
    struct sched_attr before = wanted;
    wanted.sched_runtime = SHORTEST_NS;
    if (syscall(SYS_sched_setattr, 0, &wanted, 0) == 0)
        found = before;
}

void restore_slices(void) {
    if (found.size > 0)
        syscall(SYS_sched_setattr, 0, &found, 0);
}
