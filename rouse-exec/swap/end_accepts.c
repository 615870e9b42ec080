#include "swap/end_accepts.h"

#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "gate/gate.h"
#include "kernel/io_uring.h"
#include "scoped_fd.h"

#define PATIENCE_US 200000
#define BETWEEN_LOOKS_NS 200000

static bool is_in_queue(int listener) {
    struct pollfd queue = {.fd = listener, .events = POLLIN};
    return poll(&queue, 1, 0) == 1 && (queue.revents & POLLIN);
}

static void await_accept(int listener) {
    uint64_t end = now_us() + PATIENCE_US;
    while (is_in_queue(listener) && now_us() < end)
        nanosleep(&(struct timespec){.tv_nsec = BETWEEN_LOOKS_NS}, NULL);
}

/* An accept of one client ends well with a connection that says nothing. One of all clients to come (Linux 5.19) goes on
 * after it, and ends with EINVAL at the shutdown, which others would take for a failure of the listening socket. */
static void end_accepts(struct service *service, const struct passed_socket *socket) {
    SCOPED_FD client = connect_in_gate(service, socket);
    if (client >= 0)
        await_accept(socket->private_listener);
    shutdown(socket->private_listener, SHUT_RDWR);
}

void end_accepts_of_private(struct service *service) {
    if (!waits_in_io_uring_accept())
        return;
    for (size_t i = 0; i < service->passed.count; i++)
        if (service->passed.sockets[i].gated && service->passed.sockets[i].adopted)
            end_accepts(service, &service->passed.sockets[i]);
}
