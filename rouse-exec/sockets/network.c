#include "sockets/network.h"

#include <stdint.h>
#include <sys/socket.h>

#include "kernel/uapi.h"

/* 0 is no cookie. */
static uint64_t network_of(int fd) {
    uint64_t cookie = 0;
    socklen_t length = sizeof cookie;
    return getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &length) == 0 ? cookie : 0;
}

bool are_of_one_network(int one, int other) {
    uint64_t network = network_of(one);
    return network != 0 && network == network_of(other);
}

bool are_of_two_networks(int one, int other) {
    uint64_t first = network_of(one), second = network_of(other);
    return first != 0 && second != 0 && first != second;
}
