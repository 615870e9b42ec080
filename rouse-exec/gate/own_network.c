#include "gate/own_network.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "scoped_fd.h"

#define LOOPBACK_INDEX 1 /* LOOPBACK_IFINDEX in net/net_namespace.h: registered first */

bool raise_loopback(void) {
    SCOPED_FD fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq device = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_LOOPBACK};
    return fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &device) == 0;
}

/* An alias for each: a second address of one name would take the place of the first (netdevice(7)). */
static void take_v4(const struct sockaddr_in *address) {
    static unsigned aliases;
    SCOPED_FD fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq device = {0};
    snprintf(device.ifr_name, sizeof device.ifr_name, "lo:%u", aliases++);
    memcpy(&device.ifr_addr, address, sizeof *address);
    ioctl(fd, SIOCSIFADDR, &device);
}

/* As in linux/ipv6.h. */
struct in6_ifreq {
    struct in6_addr ifr6_addr;
    uint32_t ifr6_prefixlen;
    int ifr6_ifindex;
};

static void take_v6(const struct sockaddr_in6 *address) {
    SCOPED_FD fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct in6_ifreq device = {.ifr6_addr = address->sin6_addr, .ifr6_prefixlen = 128, .ifr6_ifindex = LOOPBACK_INDEX};
    ioctl(fd, SIOCSIFADDR, &device);
}

void take_address(const struct address *address) {
    struct address v4 = as_v4(address);
    if (is_wildcard(address) || is_loopback(address))
        return;
    if (v4.any.sa_family == AF_INET)
        take_v4(&v4.in);
    else if (address->any.sa_family == AF_INET6)
        take_v6(&address->in6);
}
