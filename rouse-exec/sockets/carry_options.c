#include "sockets/carry_options.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
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

/* Every adopted bind asks for the options that may concern it, by a system call each, or two. */
enum asked {
    EVERYBODY = 0,
    IN_NETWORK = 1,     /* it takes CAP_NET_ADMIN or CAP_NET_RAW over the socket's network, or is a number in it */
    DATAGRAMS = 2,      /* of no use, or not allowed, with streams */
    STREAMS = 4,
    UNIX = 8,
    IP = 16,
    ZERO = 32,          /* it is 0 on every fresh socket, whatever sysctl(8) says */
};

/* Not carried over: SO_REUSEADDR, SO_REUSEPORT, SO_BINDTODEVICE (device.h) and IPV6_V6ONLY act at bind, which is past;
 * SO_INCOMING_CPU changes by itself; TCP_CORK, TCP_QUICKACK, TCP_FASTOPEN_CONNECT and IP_LOCAL_PORT_RANGE are for who
 * connects. */
static const struct {
    uint8_t level, option, asked;
    const char *name;
} options[] = {
#define OPTION(level, option, asked) {level, option, asked, #option}
    OPTION(SOL_SOCKET, SO_KEEPALIVE, ZERO | STREAMS),
    OPTION(SOL_SOCKET, SO_LINGER, ZERO),
    OPTION(SOL_SOCKET, SO_OOBINLINE, ZERO | STREAMS),
    OPTION(SOL_SOCKET, SO_RCVBUF, EVERYBODY),
    OPTION(SOL_SOCKET, SO_SNDBUF, EVERYBODY),
    OPTION(SOL_SOCKET, SO_RCVLOWAT, EVERYBODY),
    OPTION(SOL_SOCKET, SO_RCVTIMEO, ZERO),
    OPTION(SOL_SOCKET, SO_SNDTIMEO, ZERO),
    OPTION(SOL_SOCKET, SO_PRIORITY, IN_NETWORK),
    OPTION(SOL_SOCKET, SO_MARK, IN_NETWORK),
    OPTION(SOL_SOCKET, SO_RCVMARK, ZERO | IN_NETWORK),
    OPTION(SOL_SOCKET, SO_BROADCAST, ZERO | DATAGRAMS),
    OPTION(SOL_SOCKET, SO_DONTROUTE, ZERO),
    OPTION(SOL_SOCKET, SO_PASSCRED, ZERO | UNIX),
    OPTION(SOL_SOCKET, SO_PASSSEC, ZERO | UNIX),
    OPTION(SOL_SOCKET, SO_PASSPIDFD, ZERO | UNIX),
    OPTION(SOL_SOCKET, SO_PASSRIGHTS, UNIX),
    OPTION(SOL_SOCKET, SO_TIMESTAMP, ZERO),
    OPTION(SOL_SOCKET, SO_TIMESTAMPNS, ZERO),
    OPTION(SOL_SOCKET, SO_TIMESTAMPING, ZERO),
    OPTION(SOL_SOCKET, SO_TIMESTAMP_NEW, ZERO | DATAGRAMS),
    OPTION(SOL_SOCKET, SO_TIMESTAMPNS_NEW, ZERO | DATAGRAMS),
    OPTION(SOL_SOCKET, SO_TIMESTAMPING_NEW, ZERO | DATAGRAMS),
    OPTION(SOL_SOCKET, SO_RXQ_OVFL, ZERO | DATAGRAMS),
    OPTION(SOL_SOCKET, SO_PEEK_OFF, DATAGRAMS),
    OPTION(SOL_SOCKET, SO_ZEROCOPY, ZERO | IP),
    OPTION(SOL_SOCKET, SO_MAX_PACING_RATE, IP),
    OPTION(SOL_SOCKET, SO_TXREHASH, STREAMS | IP),
    OPTION(SOL_SOCKET, SO_BUSY_POLL, IN_NETWORK),
    OPTION(IPPROTO_TCP, TCP_NODELAY, ZERO),
    OPTION(IPPROTO_TCP, TCP_MAXSEG, EVERYBODY),
    OPTION(IPPROTO_TCP, TCP_KEEPIDLE, EVERYBODY),
    OPTION(IPPROTO_TCP, TCP_KEEPINTVL, EVERYBODY),
    OPTION(IPPROTO_TCP, TCP_KEEPCNT, EVERYBODY),
    OPTION(IPPROTO_TCP, TCP_SYNCNT, EVERYBODY),
    OPTION(IPPROTO_TCP, TCP_LINGER2, EVERYBODY),
    OPTION(IPPROTO_TCP, TCP_DEFER_ACCEPT, ZERO),
    OPTION(IPPROTO_TCP, TCP_WINDOW_CLAMP, EVERYBODY),
    OPTION(IPPROTO_TCP, TCP_CONGESTION, IN_NETWORK),
    OPTION(IPPROTO_TCP, TCP_FASTOPEN, ZERO),
    OPTION(IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE, ZERO),
    OPTION(IPPROTO_TCP, TCP_USER_TIMEOUT, ZERO),
    OPTION(IPPROTO_TCP, TCP_NOTSENT_LOWAT, EVERYBODY),
    OPTION(IPPROTO_TCP, TCP_SAVE_SYN, ZERO),
    OPTION(IPPROTO_TCP, TCP_INQ, ZERO),
    OPTION(IPPROTO_TCP, TCP_TX_DELAY, ZERO),
    OPTION(IPPROTO_TCP, TCP_RTO_MAX_MS, EVERYBODY),
    OPTION(IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS, ZERO),
    OPTION(IPPROTO_UDP, UDP_GRO, ZERO),
    OPTION(IPPROTO_UDP, UDP_SEGMENT, ZERO),
    OPTION(IPPROTO_UDP, UDP_ENCAP, ZERO),
    OPTION(IPPROTO_UDP, UDP_NO_CHECK6_TX, ZERO),
    OPTION(IPPROTO_UDP, UDP_NO_CHECK6_RX, ZERO),
    OPTION(IPPROTO_IP, IP_TOS, ZERO),
    OPTION(IPPROTO_IP, IP_TTL, EVERYBODY),
    OPTION(IPPROTO_IP, IP_PKTINFO, ZERO),
    OPTION(IPPROTO_IP, IP_RECVTOS, ZERO),
    OPTION(IPPROTO_IP, IP_RECVTTL, ZERO),
    OPTION(IPPROTO_IP, IP_RECVERR, ZERO),
    OPTION(IPPROTO_IP, IP_FREEBIND, ZERO),
    OPTION(IPPROTO_IP, IP_TRANSPARENT, ZERO | IN_NETWORK),
    OPTION(IPPROTO_IP, IP_MTU_DISCOVER, EVERYBODY),
    OPTION(IPPROTO_IP, IP_RECVORIGDSTADDR, ZERO),
    OPTION(IPPROTO_IP, IP_MINTTL, ZERO),
    OPTION(IPPROTO_IP, IP_UNICAST_IF, ZERO | IN_NETWORK),
    OPTION(IPPROTO_IP, IP_RECVOPTS, ZERO | DATAGRAMS),
    OPTION(IPPROTO_IP, IP_RETOPTS, ZERO | DATAGRAMS),
    OPTION(IPPROTO_IP, IP_CHECKSUM, ZERO | DATAGRAMS),
    OPTION(IPPROTO_IP, IP_RECVFRAGSIZE, ZERO | DATAGRAMS),
    OPTION(IPPROTO_IP, IP_RECVERR_RFC4884, ZERO | DATAGRAMS),
    OPTION(IPPROTO_IP, IP_MULTICAST_ALL, DATAGRAMS),
    OPTION(IPPROTO_IP, IP_MULTICAST_IF, ZERO | IN_NETWORK | DATAGRAMS),
    OPTION(IPPROTO_IP, IP_MULTICAST_TTL, DATAGRAMS),
    OPTION(IPPROTO_IP, IP_MULTICAST_LOOP, DATAGRAMS),
    OPTION(IPPROTO_IPV6, IPV6_TCLASS, ZERO),
    OPTION(IPPROTO_IPV6, IPV6_UNICAST_HOPS, EVERYBODY),
    OPTION(IPPROTO_IPV6, IPV6_RECVPKTINFO, ZERO),
    OPTION(IPPROTO_IPV6, IPV6_RECVHOPLIMIT, ZERO),
    OPTION(IPPROTO_IPV6, IPV6_RECVTCLASS, ZERO),
    OPTION(IPPROTO_IPV6, IPV6_RECVERR, ZERO),
    OPTION(IPPROTO_IPV6, IPV6_MTU_DISCOVER, EVERYBODY),
    OPTION(IPPROTO_IPV6, IPV6_MINHOPCOUNT, ZERO),
    OPTION(IPPROTO_IPV6, IPV6_DONTFRAG, ZERO),
    OPTION(IPPROTO_IPV6, IPV6_AUTOFLOWLABEL, EVERYBODY),
    OPTION(IPPROTO_IPV6, IPV6_ADDR_PREFERENCES, EVERYBODY),
    OPTION(IPPROTO_IPV6, IPV6_UNICAST_IF, ZERO | IN_NETWORK),
    OPTION(IPPROTO_IPV6, IPV6_RECVORIGDSTADDR, ZERO),
    OPTION(IPPROTO_IPV6, IPV6_RECVPATHMTU, ZERO | DATAGRAMS),
    OPTION(IPPROTO_IPV6, IPV6_RECVHOPOPTS, ZERO | DATAGRAMS),
    OPTION(IPPROTO_IPV6, IPV6_RECVDSTOPTS, ZERO | DATAGRAMS),
    OPTION(IPPROTO_IPV6, IPV6_RECVRTHDR, ZERO | DATAGRAMS),
    OPTION(IPPROTO_IPV6, IPV6_RECVFRAGSIZE, ZERO | DATAGRAMS),
    OPTION(IPPROTO_IPV6, IPV6_RECVERR_RFC4884, ZERO | DATAGRAMS),
    OPTION(IPPROTO_IPV6, IPV6_MULTICAST_ALL, DATAGRAMS),
    OPTION(IPPROTO_IPV6, IPV6_MULTICAST_IF, ZERO | IN_NETWORK | DATAGRAMS),
    OPTION(IPPROTO_IPV6, IPV6_MULTICAST_HOPS, DATAGRAMS),
    OPTION(IPPROTO_IPV6, IPV6_MULTICAST_LOOP, DATAGRAMS),
#undef OPTION
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

static bool is_zero(const struct value *value) {
    static const struct value zero;
    return memcmp(value->bytes, zero.bytes, sizeof zero.bytes) == 0;
}

static bool is_same(const struct value *one, const struct value *other) {
    return one->length == other->length && memcmp(one->bytes, other->bytes, one->length) == 0;
}

static int fresh_socket_like(int fd) {
    return socket(integer_option(fd, SOL_SOCKET, SO_DOMAIN), integer_option(fd, SOL_SOCKET, SO_TYPE) | SOCK_CLOEXEC,
                  integer_option(fd, SOL_SOCKET, SO_PROTOCOL));
}

/* Mostly the two have the same value. *FRESH, a socket to compare with, is made when they differ for the first time. */
static bool is_to_set(int from, int to, int *fresh, size_t index, struct value *value) {
    int level = options[index].level, option = options[index].option;
    struct value other;
    if (!read_option(from, level, option, value) || ((options[index].asked & ZERO) && is_zero(value)) ||
        (read_option(to, level, option, &other) && is_same(value, &other)))
        return false;
    if (*fresh < 0 && (*fresh = fresh_socket_like(from)) < 0)
        warn_errno_once("cannot make a socket to compare options with");
    return *fresh >= 0 && read_option(*fresh, level, option, &other) && !is_same(value, &other);
}

/* The kernel doubles the size it is given and reports the double (socket(7)). */
static void halve(struct value *value) {
    int size;
    memcpy(&size, value->bytes, sizeof size);
    size /= 2;
    memcpy(value->bytes, &size, sizeof size);
}

static bool concerns(size_t option, int domain, int type) {
    int level = options[option].level, asked = options[option].asked;
    if (((asked & DATAGRAMS) && type == SOCK_STREAM) || ((asked & STREAMS) && type != SOCK_STREAM) ||
        ((asked & UNIX) && domain != AF_UNIX) || ((asked & IP) && domain == AF_UNIX))
        return false;
    if (level == IPPROTO_TCP || level == IPPROTO_UDP)
        return domain != AF_UNIX && type == (level == IPPROTO_TCP ? SOCK_STREAM : SOCK_DGRAM);
    if (level == IPPROTO_IP)
        return domain != AF_UNIX;
    return level != IPPROTO_IPV6 || domain == AF_INET6;
}

static void carry(int from, int to, bool one_network) {
    SCOPED_FD fresh = -1;
    int domain = integer_option(to, SOL_SOCKET, SO_DOMAIN), type = integer_option(to, SOL_SOCKET, SO_TYPE);
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        struct value value;
        int level = options[i].level, option = options[i].option;
        if (!concerns(i, domain, type) || !is_to_set(from, to, &fresh, i, &value))
            continue;
        if ((options[i].asked & IN_NETWORK) && !one_network) {
            debug("%s is for one network alone: not carried over", options[i].name);
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
