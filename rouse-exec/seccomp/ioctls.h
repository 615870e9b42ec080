/* The ioctls of seccomp_unotify(2), made on the listener of a filter. */
#pragma once

#include <stdbool.h>

#include "kernel/uapi.h"
#include "seccomp/trapped_call.h"

/* What becomes of a trapped system call. */
struct answer {
    bool continues;   /* the kernel performs it after all */
    int32_t error; /* else: 0, or a negative errno */
};
#define ANSWER_CONTINUE ((struct answer){.continues = true})
#define ANSWER_SUCCESS ((struct answer){.continues = false})

/* Returns false, with errno, when there is no notification after all: ENOENT means that the caller was interrupted or
 * died. */
bool receive_notification(int listener, struct seccomp_notif *notification);
/* Whether the caller still waits in the call. Only then was everything that was read before about this call. */
bool is_notification_valid(int listener, uint64_t id);
/* Puts SOCKET in place of descriptor FD of the thread that waits in CALL. Returns false with errno: EPERM when the
 * program has lowered its RLIMIT_NOFILE to FD or less, and we may not raise it. */
bool replace_descriptor(int listener, const struct call *call, int fd, int socket, bool close_on_exec);
void send_answer(int listener, uint64_t id, struct answer answer);
/* Has the waiting thread woken on our processor: 37 µs become 9 (Linux 6.6; older kernels do without). */
void use_fast_wakeups(int listener);
