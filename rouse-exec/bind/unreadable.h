/* Programs that we may not look into: not dumpable, of another user, or with a binary that may only be executed. All
 * we know about their binds is the descriptor number and the length of the address. */
#pragma once

#include <stdbool.h>

#include "seccomp/ioctls.h"
#include "seccomp/trapped_call.h"
#include "service/service.h"

/* Whether ERROR is the kernel's refusal to let us look into a process (ptrace(2), access mode checking). */
bool is_closed_to_us(int error);

/* Adopts if only one socket was passed, no process has adopted it yet, and the address is as long as the socket's
 * own. */
struct answer answer_unreadable(struct service *service, const struct call *call);

/* The passed socket that such a program got as the descriptor of CALL; NULL for any other. */
struct passed_socket *find_adopted_by_unreadable(const struct service *service, const struct call *call);
