#include "kernel/waits_for_signal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/process.h"
#include "scoped_fd.h"

long standing_call(pid_t tid) {
    char path[64], text[32];
    snprintf(path, sizeof path, "/proc/%d/syscall", tid);
    SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (length <= 0 || text[0] < '0' || text[0] > '9')
        return -1;
    text[length] = 0;
    return strtol(text, NULL, 10);
}

static bool is_wait_for_signals(long call) {
#ifdef SYS_pause
    if (call == SYS_pause)
        return true;
#endif
    return call == SYS_rt_sigsuspend;
}

bool waits_for_signal(pid_t tid, int number) {
    return catches_signal(tid, number) && !is_signal_pending(tid, number) && is_wait_for_signals(standing_call(tid));
}

bool is_ended_by(pid_t pid, int number) {
    return !catches_signal(pid, number) && !ignores_signal(pid, number) && !blocks_signal(pid, number) &&
           standing_call(pid) != SYS_rt_sigtimedwait;
}
