#include "swap/hide_interruptions.h"

#include <stdbool.h>
#include <sys/syscall.h>

#include "array.h"
#include "kernel/process.h"
#include "kernel/process_list.h"
#include "kernel/threads.h"
#include "kernel/waits_for_signal.h"
#include "seccomp/deadly_filter.h"
#include "swap/inject.h"

/* By 64-bit programs. A call with a time limit has it anew. */
static bool is_interrupted_wait(long call) {
    static const int waits[] = {
#ifdef SYS_epoll_wait
        SYS_epoll_wait,
#endif
        SYS_epoll_pwait, SYS_epoll_pwait2, SYS_accept, SYS_accept4, SYS_recvfrom, SYS_recvmsg, SYS_read, SYS_rt_sigtimedwait,
    };
    for (size_t i = 0; i < COUNT_OF(waits); i++)
        if (waits[i] == call)
            return true;
    return false;
}

static void hide_in(pid_t pid) {
    struct thread_walk walk;
    open_threads(&walk, pid);
    for (pid_t tid; (tid = next_thread(&walk));)
        if (state_of(pid, tid) == 'T' && is_interrupted_wait(standing_call(tid)))
            restart_interrupted(tid);
    close_threads(&walk);
}

void hide_interruptions(void) {
    if (!may_trace())
        return;
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        hide_in(all.pids[i]);
}
