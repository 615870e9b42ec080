#include "sockets/watch_sockets.h"

#include <sys/epoll.h>

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
