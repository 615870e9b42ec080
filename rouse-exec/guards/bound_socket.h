/* A socket of the program that is bound beside the passed path and moved there. */
#pragma once

#include "paths/foreign_path.h"
#include "seccomp/trapped_call.h"
#include "service/service.h"

/* Adopts in place of the caller's socket that is bound to FROM. Returns false when there is none of the right type, or
 * it cannot be replaced. */
bool adopt_bound(struct service *service, struct passed_socket *socket, const struct foreign_path *from,
                 const struct call *call);
