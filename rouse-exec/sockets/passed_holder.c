#include "sockets/passed_holder.h"

#include <errno.h>
#include <stddef.h>

#include "kernel/descriptor_walk.h"
#include "kernel/foreign_thread.h"
#include "kernel/moving_list.h"
#include "kernel/process.h"
#include "kernel/process_list.h"

#define COMPARED_MAX 8 /* so many comparisons take the time of one readlink(2) */

/* The descriptors of a process that has ended are closed, and to an ordinary user their directory looks forbidden. */
bool is_alive(pid_t tid) {
    char state = state_of(tid, tid);
    return state != 'Z' && state != 'X' && state != 0;
}

typedef bool is_meant(const struct passed_set *set, ino_t inode);

static bool is_passed(const struct passed_set *set, ino_t inode) {
    return find_by_inode(set, inode) != NULL;
}

static bool is_passed_or_private(const struct passed_set *set, ino_t inode) {
    for (size_t i = 0; i < set->count; i++)
        if (set->sockets[i].private_inode == inode)
            return true;
    return is_passed(set, inode);
}

/* FD gets the descriptor; -1 where we may not look. */
static bool holds(const struct passed_set *set, pid_t pid, int *fd, is_meant *is) {
    struct descriptor_walk walk;
    *fd = -1;
    if (!open_descriptors(&walk, pid))
        return (errno == EACCES || errno == EPERM) && is_alive(walk.tid);
    bool found = false;
    ino_t inode;
    while (!found && next_socket(&walk, fd, &inode))
        found = is(set, inode);
    close_descriptors(&walk);
    return found;
}

bool holds_any(const struct passed_set *set, pid_t pid) {
    int fd;
    return holds(set, pid, &fd, is_passed_or_private);
}

bool is_seen_to_hold(const struct passed_set *set, pid_t pid) {
    int fd;
    return holds(set, pid, &fd, is_passed_or_private) && fd >= 0;
}

struct passed_socket *find_by_descriptor(const struct passed_set *set, pid_t tid, int fd) {
    int same = set->count > COMPARED_MAX ? -1 : 0;
    for (size_t i = 0; same == 0 && i < set->count; i++) {
        same = is_same_description(tid, fd, held_socket(&set->sockets[i]));
        if (same == 1)
            return &set->sockets[i];
    }
    ino_t inode = same < 0 ? socket_inode(tid, fd) : 0;
    return inode ? find_by_inode(set, inode) : NULL;
}

int descriptor_of_socket(pid_t pid, ino_t inode) {
    struct descriptor_walk walk;
    int fd = -1;
    ino_t found = 0;
    if (!open_descriptors(&walk, pid))
        return -1;
    while (found != inode && next_socket(&walk, &fd, &found))
        ;
    close_descriptors(&walk);
    return found == inode ? fd : -1;
}

static bool is_held_by(struct passed_socket *socket, pid_t pid) {
    const struct passed_set only = {.sockets = socket, .count = 1};
    int fd;
    if (!holds(&only, pid, &fd, is_passed))
        return false;
    socket->holder = pid;
    socket->holder_fd = fd;
    return true;
}

/* The process that held it last mostly still does, and under the same number. One that we cannot list may hold it, too:
 * a program whose socket nobody holds is refused the connects to it, and may be ended. */
bool is_held(struct passed_socket *socket) {
    if (socket->holder > 0 && socket_inode(socket->holder, socket->holder_fd) == held_inode(socket))
        return true;
    if (socket->holder > 0 && is_held_by(socket, socket->holder))
        return true;
    struct moving_list moving = {0};
    struct process_list all;
    do {
        all = list_descendants();
        for (size_t i = 0; i < all.count; i++)
            if (is_held_by(socket, all.pids[i]))
                return true;
    } while (has_moved(&moving, all));
    return all.count == PROCESSES_MAX;
}
