#include "bind/socket_references.h"

#include "kernel/descriptor_walk.h"
#include "kernel/foreign_thread.h"

static void note_reference(pid_t tid, const struct open_descriptor *found, ino_t wanted, int own,
                           struct references *references) {
    if (found->kind == DESCRIPTOR_EPOLL)
        collect_registrations(tid, found->fd, wanted, &references->registrations);
    if (found->kind == DESCRIPTOR_SOCKET && found->inode == wanted && found->fd != own &&
        references->duplicate_count < DUPLICATES_MAX)
        references->duplicates[references->duplicate_count++] = found->fd;
}

void find_references(pid_t tid, int fd, struct references *references) {
    ino_t wanted = socket_inode(tid, fd);
    struct descriptor_walk walk;
    struct open_descriptor found;
    references->duplicate_count = references->registrations.count = 0;
    references->registrations.more = false;
    if (wanted == 0 || !open_descriptors(&walk, tid))
        return;
    while (next_descriptor(&walk, &found))
        note_reference(tid, &found, wanted, fd, references);
    close_descriptors(&walk);
}
