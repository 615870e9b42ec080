#include "sockets/socket_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address/format_address.h"
#include "fingerprint.h"
#include "kernel/uapi.h"
#include "messages/log.h"
#include "scratch.h"
#include "sockets/socket_option.h"

#define NO_FILTER 0
#define UNREADABLE_FILTER 1
#define QUEUE_MAX 65536 /* as many as we look for: a flood must not keep us */

SCRATCH static struct sock_filter instructions[BPF_MAXINSNS];

/* The length of SO_GET_FILTER counts instructions, not bytes. An eBPF filter has none to show: EACCES. */
static int read_filter(int fd) {
    socklen_t count = BPF_MAXINSNS;
    return getsockopt(fd, SOL_SOCKET, SO_GET_FILTER, instructions, &count) == 0 ? (int)count : -1;
}

static uint64_t fingerprint(size_t count) {
    uint64_t sum = add_to_fingerprint(FINGERPRINT_OF_NOTHING, instructions, count * sizeof *instructions);
    return sum > UNREADABLE_FILTER ? sum : ~sum;
}

static uint64_t filter_of(int fd) {
    int count = read_filter(fd);
    if (count < 0)
        return UNREADABLE_FILTER;
    return count > 0 ? fingerprint((size_t)count) : NO_FILTER;
}

bool copy_filter(int from, int to) {
    int count = read_filter(from);
    if (count <= 0)
        return count == 0;
    struct sock_fprog filter = {.len = (uint16_t)count, .filter = instructions};
    return setsockopt(to, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
}

static void take_off(const struct passed_socket *socket) {
    int unused = 0;
    if (setsockopt(socket->fd, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused) != 0)
        warn_errno_once("cannot take the socket filter of an earlier run off the passed socket '%s', which shuts out "
                        "clients until it is closed (SO_LOCK_FILTER?)",
                        socket->name);
}

static bool refuse(const struct passed_socket *socket) {
    int error = errno;
    char text[ADDRESS_TEXT_MAX];
    format_address(&socket->address, text);
    if (error == EACCES)
        warn_once("the program binds %s with an eBPF socket filter, which cannot be copied, and would let in whom the "
                  "filter shuts out: it does not get the passed socket; attach the filter after bind(2)",
                  text);
    else
        warn_errno_once("the program binds %s with a socket filter, which cannot be copied: it does not get the passed "
                        "socket",
                        text);
    return false;
}

static size_t close_accepted(int fd) {
    int flags = fcntl(fd, F_GETFL), on = 1, before = flags < 0 || (flags & O_NONBLOCK);
    size_t count = 0;
    if (ioctl(fd, FIONBIO, &on) != 0)
        return 0;
    for (size_t i = 0; i < QUEUE_MAX; i++) {
        int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
        if (client < 0 && errno != ECONNABORTED)
            break;
        count++;
        close(client);
    }
    ioctl(fd, FIONBIO, &before);
    return count;
}

static size_t throw_datagrams_away(int fd) {
    size_t count = 0;
    for (size_t i = 0; i < QUEUE_MAX; i++)
        if (recv(fd, NULL, 0, MSG_DONTWAIT | MSG_TRUNC) >= 0)
            count++;
        else if (errno == EAGAIN)
            break;
    return count;
}

/* The filter sees what arrives, not what has arrived: what waits was let in by no filter of this program. */
static void empty_queue(const struct passed_socket *socket) {
    char text[ADDRESS_TEXT_MAX];
    size_t count = 0;
    if (socket->type == SOCK_DGRAM)
        count = throw_datagrams_away(socket->fd);
    else if (socket->address.any.sa_family != AF_UNIX && integer_option(socket->fd, SOL_SOCKET, SO_ACCEPTCONN))
        count = close_accepted(socket->fd);
    if (count > 0)
        warn_once("the program binds %s with a socket filter: %zu %s that came before the filter cannot be asked, and "
                  "%s cut off",
                  format_address(&socket->address, text), count, count == 1 ? "client" : "clients",
                  count == 1 ? "is" : "are");
}

bool carry_filter(int from, struct passed_socket *socket) {
    uint64_t wanted = filter_of(from);
    if (wanted == UNREADABLE_FILTER)
        return refuse(socket);
    uint64_t present = filter_of(socket->fd);
    if (wanted == NO_FILTER) {
        /* A process that holds SOCKET may have set its filter after the bind: then another bind changes nothing. */
        if (present != NO_FILTER && !socket->adopted)
            take_off(socket);
        return true;
    }
    if (wanted != present) {
        if (!copy_filter(from, socket->fd))
            return refuse(socket);
        empty_queue(socket);
    }
    socket->filter = wanted;
    return true;
}

void end_filter(const struct passed_socket *socket, bool asleep) {
    uint64_t present = filter_of(socket->fd);
    if (present != NO_FILTER && !(asleep && present == socket->filter))
        take_off(socket);
}
