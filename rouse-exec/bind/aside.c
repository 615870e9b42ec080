#include "bind/aside.h"

#include <errno.h>
#include <netinet/in.h>
#include <unistd.h>

#include "bind/unmatched.h"
#include "clock.h"
#include "kernel/process.h"
#include "kernel/uapi.h"
#include "messages/log.h"
#include "seccomp/ioctls.h"
#include "sockets/socket_option.h"

#define PATIENCE_US 1000000    /* between the binds of the two families */

static struct address unused_address(unsigned port) {
    struct address address = {.length = sizeof address.in};
    address.in.sin_family = AF_INET;
    address.in.sin_addr.s_addr = htonl(UNUSED_HOST);
    address.in.sin_port = htons((uint16_t)port);
    return address;
}

static bool is_bound_aside(int fd) {
    struct address own = {.length = sizeof own.storage};
    return getsockname(fd, &own.any, &own.length) == 0 && is_aside(&own);
}

/* A filter that keeps no byte of any packet; the program cannot take it off. Some kernels let only root attach one:
 * then the socket hears clients that connect to that address, which nobody is ever told. */
static bool hear_nobody(int fd) {
    struct sock_filter nothing = {.code = BPF_RET | BPF_K, .k = 0};
    struct sock_fprog program = {.len = 1, .filter = &nothing};
    int on = 1;
    if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0)
        return errno == EPERM;
    return setsockopt(fd, SOL_SOCKET, SO_LOCK_FILTER, &on, sizeof on) == 0;
}

static void set_reuse_port(int fd, int value) {
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &value, sizeof value);
}

/* listen(2) asks for the port once more (inet_csk_listen_start), so it comes before the options are put back. */
static bool bind_and_listen(int fd, const struct address *address) {
    return bind(fd, &address->any, address->length) == 0 && listen(fd, 1) == 0;
}

/* [::] keeps every IPv4 address of its port; SO_REUSEPORT on both, for a moment, makes room for another socket of the
 * same user. The program sees the port that it asked for. */
static bool share_port(int fd, int passed, const struct address *address) {
    int own = integer_option(fd, SOL_SOCKET, SO_REUSEPORT), theirs = integer_option(passed, SOL_SOCKET, SO_REUSEPORT);
    set_reuse_port(passed, 1);
    set_reuse_port(fd, 1);
    bool done = bind_and_listen(fd, address);
    set_reuse_port(fd, own);
    set_reuse_port(passed, theirs);
    return done;
}

bool put_aside(struct service *service, struct passed_socket *stead, const struct bind_request *request, int old,
               const struct call *call) {
    struct address address = unused_address(port_of(&request->address)), any_port = unused_address(0);
    if (old < 0 || !is_notification_valid(service->listener, call->id))
        return false;
    if (is_bound_aside(old)) /* restarted: a signal fell between our bind and our answer */
        return true;
    if (!hear_nobody(old) || (!share_port(old, stead->fd, &address) && !bind_and_listen(old, &any_port)))
        return false;
    debug("thread %d binds IPv4 aside", call->tid);
    stead->aside = (struct aside){now_us(), request->address.in.sin_addr.s_addr, thread_group_of(call->tid)};
    return true;
}

/* On another port where the passed one may be taken: IPv6 has one loopback address only, and a wildcard has them all. */
int make_silent_socket(const struct address *like, int type) {
    struct address v4 = unused_address(is_wildcard(like) ? 0 : port_of(like)), v6 = {.length = sizeof v6.in6};
    v6.in6.sin6_family = AF_INET6;
    v6.in6.sin6_addr = in6addr_loopback;
    const struct address *own = like->any.sa_family == AF_INET ? &v4 : &v6;
    int fd = socket(own->any.sa_family, type | SOCK_CLOEXEC, 0);
    if (fd < 0 || (hear_nobody(fd) && bind(fd, &own->any, own->length) == 0))
        return fd;
    close(fd);
    return -1;
}

static uint64_t deadline_of(const struct passed_socket *stead) {
    return stead->aside.since && !stead->adopted ? stead->aside.since + PATIENCE_US : 0;
}

uint64_t aside_deadline(const struct service *service) {
    uint64_t next = 0;
    for (size_t i = 0; i < service->passed.count; i++)
        next = earlier(next, deadline_of(&service->passed.sockets[i]));
    return next;
}

static void explain_aside(struct service *service, struct passed_socket *stead) {
    struct bind_request request = {.family = AF_INET, .type = stead->type, .protocol = stead->protocol};
    request.address = unused_address(port_of(&stead->address));
    request.address.in.sin_addr.s_addr = stead->aside.asked;
    note_unmatched(service, &request, stead->aside.pid);
    stead->aside.since = 0;
}

void explain_asides(struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++) {
        uint64_t deadline = deadline_of(&service->passed.sockets[i]);
        if (deadline && now_us() >= deadline)
            explain_aside(service, &service->passed.sockets[i]);
    }
}
