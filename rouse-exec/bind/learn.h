/* --learn: nothing is adopted, and what the program binds and listens on is noted. */
#pragma once

#include "bind/match.h"
#include "seccomp/ioctls.h"
#include "seccomp/trapped_call.h"
#include "service/service.h"

/* The kernel performs the call, which may still fail there. */
struct answer learn_bind(struct service *service, const struct call *call, struct bind_request *request);
struct answer learn_listen(struct service *service, const struct call *call);
