/* While a unix path socket is passed, its file belongs to the service manager: what the program does to the path
 * succeeds and changes nothing, and a socket that is renamed onto it is adopted. */
#pragma once

#include "seccomp/ioctls.h"
#include "seccomp/trapped_call.h"
#include "service/service.h"

struct answer answer_unlink(struct service *service, const struct call *call);
/* chmod(2) and chown(2). */
struct answer answer_setattr(struct service *service, const struct call *call);
