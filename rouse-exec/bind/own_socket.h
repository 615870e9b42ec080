/* connect(2) on a descriptor that the program bound, and that is a passed socket since. Alone, the program would
 * connect that one socket of several with the same address: TCP, to dial out from the port that it listens on; UDP, to
 * have a socket for one client beside the one for all. The passed socket is never connected: the descriptor becomes a
 * new socket of the same address. */
#pragma once

#include "seccomp/ioctls.h"
#include "seccomp/trapped_call.h"
#include "service/service.h"

struct answer connect_own_socket(struct service *service, struct passed_socket *passed, const struct address *peer,
                                 const struct call *call);
