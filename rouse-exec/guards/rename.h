/* rename(2) while a unix path socket is passed. Servers bind a temporary name and rename it over the path, so that
 * no client finds the path missing (HAProxy). */
#pragma once

#include "seccomp/ioctls.h"
#include "seccomp/trapped_call.h"
#include "service/service.h"

struct answer answer_rename(struct service *service, const struct call *call);
