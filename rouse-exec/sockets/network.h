/* The network namespaces of sockets (SO_NETNS_COOKIE). Before Linux 5.14 the kernel does not tell. */
#pragma once

#include <stdbool.h>

/* Whether the kernel says that both are of one network namespace. */
bool are_of_one_network(int one, int other);
/* Whether the kernel says that they are of two. */
bool are_of_two_networks(int one, int other);
