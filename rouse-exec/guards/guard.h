/* While a unix path socket is passed, its file is the service manager's: what the program does to the path
 * succeeds and changes nothing, a socket renamed onto it is adopted, and a program that asks whether a server
 * is there already gets the truth. */
#pragma once

#include "seccomp/ioctls.h"
#include "seccomp/trapped_call.h"
#include "service/service.h"

struct answer answer_unlink(struct service *service, const struct call *call);
/* chmod(2) and chown(2). */
struct answer answer_setattr(struct service *service, const struct call *call);
struct answer answer_connect(struct service *service, const struct call *call);
