/* Whether the program serves anybody, at whatever address. */
#pragma once

#include "service/service.h"

/* Looks at every descriptor of the program, so it is for rare decisions; in doubt somebody is served. A TCP connection
 * counts unless its port is of those that the kernel gives to outgoing ones (net.ipv4.ip_local_port_range) and the
 * program has not bound it. */
bool is_anyone_served(const struct service *service);
