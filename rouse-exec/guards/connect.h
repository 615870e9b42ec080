/* Programs that ask by connect(2) whether a server is there already (php-fpm, mariadb; portscanner, cherrypy): that the
 * service manager listens does not make it a server, so they are refused while no process of the program does. */
#pragma once

#include "seccomp/ioctls.h"
#include "seccomp/trapped_call.h"
#include "service/service.h"

struct answer answer_connect(struct service *service, const struct call *call);
