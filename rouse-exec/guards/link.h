/* link(2) while a unix path socket is passed. supervisord binds a temporary name and links it to the path, so that only
 * one of two servers gets it. */
#pragma once

#include "seccomp/ioctls.h"
#include "seccomp/trapped_call.h"
#include "service/service.h"

struct answer answer_link(struct service *service, const struct call *call);
