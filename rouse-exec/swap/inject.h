/* One trapped system call that a thread makes although it stands still: at its notification, descriptors of its process
 * can be replaced. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "seccomp/trapped_call.h"

/* Called while the thread waits in CALL. */
typedef void during_call(const struct call *call, void *context);

/* Has thread TID, which stands still by SIGSTOP (state T), make the call, and calls SERVE during it. Afterwards the
 * thread stands again where it stood, and sees nothing of it. Returns false when it was not called: with EPERM where
 * ptrace(2) is refused, with EINVAL when the thread is not in a system call. */
bool inject_call(int listener, pid_t tid, during_call *serve, void *context);

/* The same for listen(2), which the kernel does. A program whose own filter forbids it is killed. */
bool inject_listen(int listener, pid_t tid, int fd, int backlog);

/* Thread TID stands still in a call that SIGSTOP interrupted: it makes the call anew, and is not told EINTR. */
void restart_interrupted(pid_t tid);
