/* Answers bind(2) and listen(2). */
#pragma once

#include "seccomp/ioctls.h"
#include "seccomp/trapped_call.h"
#include "service/service.h"

struct answer answer_bind(struct service *service, const struct call *call);
struct answer answer_listen(struct service *service, const struct call *call);
