/* The protocol of seccomp_unotify(2). */
#pragma once

#include <stdbool.h>

#include "kernel/kernel.h"
#include "service/service.h"

/* False, with errno, when there is none after all: ENOENT means the caller was interrupted or died. */
bool receive_notification(int listener, struct notification *notification);
/* Whether the caller still sleeps in the call. What was read of it before is of this call only if it does. */
bool still_waits(int listener, uint64_t id);
void send_answer(int listener, uint64_t id, struct answer answer);
/* The waiting thread is woken on our processor: 37 µs become 9 (Linux 6.6; older kernels do without). */
void use_fast_wakeups(int listener);

/* No filtered process is left. */
void stop_listening_to_calls(struct service *service);

/* Receives one, lets the right module answer it, and sends the answer. */
void handle_notification(struct service *service);
