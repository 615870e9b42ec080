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
