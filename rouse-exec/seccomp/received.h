/* The calls that were received and wait for their answers. Until a call is received, a signal interrupts it: with a
 * handler that lets no call be restarted, the program sees EINTR where the kernel's own call would have come to its
 * end. Afterwards the thread waits as killable (WAIT_KILLABLE_RECV, Linux 5.19). So a call is received as soon as it
 * waits, and not when its turn has come. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "kernel/uapi.h"

/* Receives the one that is known to wait, and all others that wait, as far as there is room. */
void receive_calls(int listener);
/* Receives those that wait, if any; for whoever takes long. */
void receive_waiting(int listener);
/* Receives until thread TID is among those that wait, and takes that one. Returns false when it is not yet. */
bool receive_from(int listener, pid_t tid, struct seccomp_notif *notification);
bool has_received(void);
/* Takes the oldest. Returns false when there is none. */
bool take_received(struct seccomp_notif *notification);
/* Forgets them: nobody waits any more. */
void forget_received(void);
