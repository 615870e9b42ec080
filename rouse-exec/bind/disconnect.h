/* connect(2) with AF_UNSPEC on a socket for one client that was made beside a passed one (own_socket.h). A server with
 * only one socket serves its clients in turn in this way. What the kernel would leave is a socket of the program's own
 * at the passed address, that nobody watches and that no other program has after this one: the descriptor becomes the
 * passed socket again. */
#pragma once

#include "seccomp/ioctls.h"
#include "seccomp/trapped_call.h"
#include "service/service.h"

struct answer disconnect_own_socket(struct service *service, const struct call *call);
