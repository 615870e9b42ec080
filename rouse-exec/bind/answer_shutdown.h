/* Answers shutdown(2). A passed socket that is shut down is so for everybody who holds it: on TCP every client is
 * refused until somebody listens again, and a unix or datagram socket never works again. */
#pragma once

#include "seccomp/ioctls.h"
#include "seccomp/trapped_call.h"
#include "service/service.h"

/* The program gets a socket of its own that is shut down, in place of the passed one. */
struct answer answer_shutdown(struct service *service, const struct call *call);
