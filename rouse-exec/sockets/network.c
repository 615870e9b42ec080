#include "sockets/network.h"

#include <stdint.h>
#include <sys/socket.h>

#include "kernel/uapi.h"

static uint64_t network_cookie(int fd) {
    uint64_t cookie = 0;
    socklen_t length = sizeof cookie;
    return getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &length) == 0 ? cookie : 0;
}

bool are_networks_different(int one, int other) {
    uint64_t first = network_cookie(one), second = network_cookie(other);
    return first != 0 && second != 0 && first != second;
}
