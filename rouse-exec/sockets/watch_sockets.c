#include "sockets/watch_sockets.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include "messages/log.h"

int watch_sockets(const struct passed_set *set) {
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0)
        die_errno("cannot watch the passed sockets");
    for (size_t i = 0; i < set->count; i++) {
        struct epoll_event event = {.events = EPOLLIN};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, set->sockets[i].fd, &event) != 0)
            die_errno("cannot watch the passed socket '%s'", set->sockets[i].name);
    }
    return epoll;
}

#define ERRORS_MAX 1024 /* a client could go on making them */

/* The queue holds one message per error, and SO_ERROR the last of them. */
static void forget_errors_of(int fd) {
    struct msghdr nothing = {0};
    int error;
    socklen_t size = sizeof error;
    for (int i = 0; i < ERRORS_MAX && recvmsg(fd, &nothing, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0; i++)
        ;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
}

void forget_errors(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++)
        if (is_inet(&set->sockets[i].address) && set->sockets[i].type == SOCK_DGRAM)
            forget_errors_of(set->sockets[i].fd);
}
