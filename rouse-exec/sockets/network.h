/* The network namespaces of sockets. */
#pragma once

#include <stdbool.h>

/* Whether the kernel says that the two sockets belong to different network namespaces (SO_NETNS_COOKIE, Linux 5.14). */
bool are_networks_different(int one, int other);
