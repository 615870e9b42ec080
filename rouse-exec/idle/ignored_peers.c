#include "idle/ignored_peers.h"

#include "idle/ignored.h"
#include "kernel/descriptor_walk.h"
#include "kernel/foreign_thread.h"
#include "kernel/process_list.h"
#include "scoped_fd.h"

static void ask_peer(struct connection_ends *ends, pid_t tid, int number, ino_t inode) {
    for (size_t i = 0; i < ends->open; i++) {
        if (ends->inodes[i] != inode || ends->ignored[i])
            continue;
        SCOPED_FD copy = duplicate_descriptor(tid, number);
        ends->ignored[i] = copy >= 0 && is_ignored_peer(ends->use->rules, copy);
    }
}

static void ask_peers_of(struct connection_ends *ends, pid_t pid) {
    struct descriptor_walk walk;
    ino_t inode;
    int number;
    if (!open_descriptors(&walk, pid))
        return;
    while (next_socket(&walk, &number, &inode))
        ask_peer(ends, walk.tid, number, inode);
    close_descriptors(&walk);
}

void find_ignored_peers(struct connection_ends *ends) {
    if (is_inet(&ends->socket->address))
        return;
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        ask_peers_of(ends, all.pids[i]);
}
