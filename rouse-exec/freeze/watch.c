#include "freeze/watch.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel/descriptor_walk.h"
#include "kernel/foreign_thread.h"
#include "kernel/process_list.h"
#include "sockets/socket_option.h"

#define OTHERS_MAX 64

/* Our duplicates of listening sockets that were not passed. */
static struct {
    int fd;
    ino_t inode;
} others[OTHERS_MAX];
static size_t count;

static bool add(int epoll, int fd) {
    struct epoll_event event = {.events = EPOLLIN};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool is_known(const struct passed_set *set, ino_t inode) {
    for (size_t i = 0; i < count; i++)
        if (others[i].inode == inode)
            return true;
    return find_by_inode(set, inode) != NULL;
}

static void take(int epoll, pid_t tid, int number, ino_t inode) {
    int fd = duplicate_descriptor(tid, number);
    if (fd >= 0 && integer_option(fd, SOL_SOCKET, SO_ACCEPTCONN) && add(epoll, fd)) {
        others[count].fd = fd;
        others[count++].inode = inode;
    } else if (fd >= 0) {
        close(fd);
    }
}

static void watch_others(int epoll, const struct passed_set *set, pid_t pid) {
    struct descriptor_walk walk;
    ino_t inode;
    open_descriptors(&walk, pid);
    for (int fd; count < OTHERS_MAX && next_socket(&walk, &fd, &inode);)
        if (!is_known(set, inode))
            take(epoll, walk.tid, fd, inode);
    close_descriptors(&walk);
}

/* A socket that was shut down (life/left_out.h) would be ready all the time. */
int watch_frozen(const struct passed_set *set) {
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    for (size_t i = 0; epoll >= 0 && i < set->count; i++) {
        const struct passed_socket *socket = &set->sockets[i];
        if (socket->fd < 0 || socket->shut || add(epoll, socket->fd))
            continue;
        close(epoll);
        return -1;
    }
    struct process_list all = list_descendants();
    for (size_t i = 0; epoll >= 0 && i < all.count; i++)
        watch_others(epoll, set, all.pids[i]);
    return epoll;
}

/* An epoll set keeps what was added by a duplicate for as long as the program has the socket. */
void end_watch(int watch) {
    if (watch >= 0)
        close(watch);
    for (size_t i = 0; i < count; i++)
        close(others[i].fd);
    count = 0;
}
