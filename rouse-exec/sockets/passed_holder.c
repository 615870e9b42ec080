#include "sockets/passed_holder.h"

#include <errno.h>
#include <stddef.h>

#include "kernel/descriptor_walk.h"
#include "kernel/process.h"

/* The descriptors of a process that has ended are closed, and to an ordinary user their directory looks forbidden. */
static bool has_ended(pid_t tid) {
    char state = state_of(tid, tid);
    return state == 'Z' || state == 'X' || state == 0;
}

bool holds_any(const struct passed_set *set, pid_t pid) {
    struct descriptor_walk walk;
    if (!open_descriptors(&walk, pid))
        return (errno == EACCES || errno == EPERM) && !has_ended(walk.tid);
    bool found = false;
    ino_t inode;
    int fd;
    while (!found && next_socket(&walk, &fd, &inode))
        found = find_by_inode(set, inode) != NULL;
    close_descriptors(&walk);
    return found;
}

/* The process that held it last mostly still does. */
bool is_held(struct passed_socket *socket) {
    const struct passed_set only = {.sockets = socket, .count = 1};
    if (socket->holder > 0 && holds_any(&only, socket->holder))
        return true;
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++) {
        if (!holds_any(&only, all.pids[i]))
            continue;
        socket->holder = all.pids[i];
        return true;
    }
    return false;
}
