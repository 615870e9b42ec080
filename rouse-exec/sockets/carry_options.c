#include "sockets/carry_options.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "array.h"
#include "kernel/uapi.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "sockets/network.h"
#include "sockets/socket_option.h"

/* Not carried over: SO_REUSEADDR, SO_REUSEPORT, SO_BINDTODEVICE and IPV6_V6ONLY act at bind, which is past. */
static const struct {
    int level, option;
    const char *name;
    bool privileged; /* setting it takes CAP_NET_ADMIN or CAP_NET_RAW over the socket's network */
} options[] = {
#define OPTION(level, option) {level, option, #option, false}
#define PRIVILEGED(level, option) {level, option, #option, true}
    OPTION(SOL_SOCKET, SO_KEEPALIVE),
    OPTION(SOL_SOCKET, SO_LINGER),
    OPTION(SOL_SOCKET, SO_OOBINLINE),
    OPTION(SOL_SOCKET, SO_RCVBUF),
    OPTION(SOL_SOCKET, SO_SNDBUF),
    OPTION(SOL_SOCKET, SO_RCVLOWAT),
    OPTION(SOL_SOCKET, SO_RCVTIMEO),
    OPTION(SOL_SOCKET, SO_SNDTIMEO),
    PRIVILEGED(SOL_SOCKET, SO_PRIORITY),
    PRIVILEGED(SOL_SOCKET, SO_MARK),
    OPTION(SOL_SOCKET, SO_BROADCAST),
    OPTION(SOL_SOCKET, SO_DONTROUTE),
    OPTION(SOL_SOCKET, SO_PASSCRED),
    OPTION(SOL_SOCKET, SO_TIMESTAMP),
    OPTION(SOL_SOCKET, SO_TIMESTAMPNS),
    OPTION(SOL_SOCKET, SO_RXQ_OVFL),
    PRIVILEGED(SOL_SOCKET, SO_BUSY_POLL),
    OPTION(IPPROTO_TCP, TCP_NODELAY),
    OPTION(IPPROTO_TCP, TCP_MAXSEG),
    OPTION(IPPROTO_TCP, TCP_KEEPIDLE),
    OPTION(IPPROTO_TCP, TCP_KEEPINTVL),
    OPTION(IPPROTO_TCP, TCP_KEEPCNT),
    OPTION(IPPROTO_TCP, TCP_SYNCNT),
    OPTION(IPPROTO_TCP, TCP_LINGER2),
    OPTION(IPPROTO_TCP, TCP_DEFER_ACCEPT),
    OPTION(IPPROTO_TCP, TCP_WINDOW_CLAMP),
    PRIVILEGED(IPPROTO_TCP, TCP_CONGESTION),
    OPTION(IPPROTO_TCP, TCP_FASTOPEN),
    OPTION(IPPROTO_TCP, TCP_USER_TIMEOUT),
    OPTION(IPPROTO_TCP, TCP_NOTSENT_LOWAT),
    OPTION(IPPROTO_TCP, TCP_SAVE_SYN),
    OPTION(IPPROTO_IP, IP_TOS),
    OPTION(IPPROTO_IP, IP_TTL),
    OPTION(IPPROTO_IP, IP_PKTINFO),
    OPTION(IPPROTO_IP, IP_RECVTOS),
    OPTION(IPPROTO_IP, IP_RECVTTL),
    OPTION(IPPROTO_IP, IP_RECVERR),
    OPTION(IPPROTO_IP, IP_FREEBIND),
    PRIVILEGED(IPPROTO_IP, IP_TRANSPARENT),
    OPTION(IPPROTO_IP, IP_MTU_DISCOVER),
    OPTION(IPPROTO_IP, IP_RECVORIGDSTADDR),
    OPTION(IPPROTO_IP, IP_MINTTL),
    OPTION(IPPROTO_IP, IP_MULTICAST_TTL),
    OPTION(IPPROTO_IP, IP_MULTICAST_LOOP),
    OPTION(IPPROTO_IPV6, IPV6_TCLASS),
    OPTION(IPPROTO_IPV6, IPV6_UNICAST_HOPS),
    OPTION(IPPROTO_IPV6, IPV6_RECVPKTINFO),
    OPTION(IPPROTO_IPV6, IPV6_RECVHOPLIMIT),
    OPTION(IPPROTO_IPV6, IPV6_RECVTCLASS),
    OPTION(IPPROTO_IPV6, IPV6_RECVERR),
    OPTION(IPPROTO_IPV6, IPV6_MTU_DISCOVER),
    OPTION(IPPROTO_IPV6, IPV6_MULTICAST_HOPS),
    OPTION(IPPROTO_IPV6, IPV6_MULTICAST_LOOP),
#undef OPTION
#undef PRIVILEGED
};

struct value {
    socklen_t length;
    _Alignas(8) char bytes[32];
};

static bool read_option(int fd, int level, int option, struct value *value) {
    value->length = sizeof value->bytes;
    memset(value->bytes, 0, sizeof value->bytes);
    return getsockopt(fd, level, option, value->bytes, &value->length) == 0;
}

static bool is_changed(int from, int fresh, int level, int option, struct value *value) {
    struct value plain;
    if (!read_option(from, level, option, value) || !read_option(fresh, level, option, &plain))
        return false;
    return value->length != plain.length || memcmp(value->bytes, plain.bytes, value->length) != 0;
}

/* The kernel doubles the size it is given and reports the double (socket(7)). */
static void halve(struct value *value) {
    int size;
    memcpy(&size, value->bytes, sizeof size);
    size /= 2;
    memcpy(value->bytes, &size, sizeof size);
}

static int fresh_socket_like(int fd) {
    return socket(integer_option(fd, SOL_SOCKET, SO_DOMAIN), integer_option(fd, SOL_SOCKET, SO_TYPE) | SOCK_CLOEXEC,
                  integer_option(fd, SOL_SOCKET, SO_PROTOCOL));
}

static bool concerns(int level, int domain, int type) {
    if (level == IPPROTO_TCP)
        return domain != AF_UNIX && type == SOCK_STREAM;
    if (level == IPPROTO_IP)
        return domain != AF_UNIX;
    return level != IPPROTO_IPV6 || domain == AF_INET6;
}

static void carry(int from, int to, bool privileged_too) {
    SCOPED_FD fresh = fresh_socket_like(from);
    if (fresh < 0) {
        debug("cannot make a socket to compare options with: %s", strerror(errno));
        return;
    }
    int domain = integer_option(to, SOL_SOCKET, SO_DOMAIN), type = integer_option(to, SOL_SOCKET, SO_TYPE);
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        struct value value;
        int level = options[i].level, option = options[i].option;
        if (!concerns(level, domain, type) || !is_changed(from, fresh, level, option, &value))
            continue;
        if (options[i].privileged && !privileged_too) {
            debug("%s takes a privilege over the network: not carried over", options[i].name);
            continue;
        }
        if (level == SOL_SOCKET && (option == SO_RCVBUF || option == SO_SNDBUF))
            halve(&value);
        if (setsockopt(to, level, option, value.bytes, value.length) != 0)
            debug("cannot carry %s over: %s", options[i].name, strerror(errno));
        else
            debug("carried %s over", options[i].name);
    }
}

/* A user who makes a user and a network namespace of his own may set everything there. In one network, whoever set
 * the option on the program's socket had the right to set it on the passed one. */
void carry_options(int from, int to) {
    carry(from, to, are_of_one_network(from, to));
}

void carry_plain_options(int from, int to) {
    carry(from, to, false);
}
