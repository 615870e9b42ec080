#include "sockets/listener.h"


#include "kernel/descriptor_walk.h"
#include "kernel/foreign_thread.h"
#include "kernel/process_list.h"
#include "scoped_fd.h"
#include "sockets/socket_option.h"

#define EXAMINED_MAX 512 /* sockets are duplicated to be examined; a server listens before it has many connections */

struct search {
    const struct passed_set *set;
    struct listener *found;
    size_t count, room;
    int examined;
};

static bool is_of_interest(const struct passed_set *set, int type) {
    for (size_t i = 0; i < set->count; i++)
        if (!set->sockets[i].adopted && set->sockets[i].type == type)
            return true;
    return false;
}

static bool is_known(const struct search *search, const struct listener *one) {
    for (size_t i = 0; i < search->count; i++)
        if (search->found[i].type == one->type && same_address(&search->found[i].address, &one->address))
            return true;
    return false;
}

static bool is_bound(const struct address *address) {
    return is_inet(address) ? port_of(address) != 0 : address->any.sa_family == AF_UNIX && address->length > 2;
}

/* A datagram socket with a peer is a client's. */
static bool is_server(int fd, int type) {
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;
    if (type == SOCK_DGRAM)
        return getpeername(fd, (struct sockaddr *)&peer, &length) != 0;
    return integer_option(fd, SOL_SOCKET, SO_ACCEPTCONN) == 1;
}

/* Datagrams: one that was made beside the passed one (own_address.h), or hears nobody. */
static bool is_of_ours(const struct passed_set *set, const struct listener *one) {
    bool ours = is_aside(&one->address);
    for (size_t i = 0; i < set->count; i++)
        ours = ours || (set->sockets[i].type == one->type && same_address(&set->sockets[i].address, &one->address));
    return ours && one->type == SOCK_DGRAM;
}

static void examine(struct search *search, pid_t tid, int fd) {
    SCOPED_FD copy = duplicate_descriptor(tid, fd);
    struct listener one = {.address.length = sizeof one.address.storage};
    if (copy < 0)
        return;
    one.type = integer_option(copy, SOL_SOCKET, SO_TYPE);
    if (!is_of_interest(search->set, one.type) || !is_server(copy, one.type) ||
        getsockname(copy, &one.address.any, &one.address.length) != 0 || !is_bound(&one.address) ||
        is_of_ours(search->set, &one))
        return;
    one.address = asked_address(search->set, &one.address);
    if (!is_known(search, &one))
        search->found[search->count++] = one;
}

static void search_process(struct search *search, pid_t pid) {
    struct descriptor_walk walk;
    ino_t inode;
    int fd;
    if (!open_descriptors(&walk, pid))
        return;
    while (search->count < search->room && search->examined < EXAMINED_MAX && next_socket(&walk, &fd, &inode)) {
        if (find_by_inode(search->set, inode))
            continue;
        examine(search, walk.tid, fd);
        search->examined++;
    }
    close_descriptors(&walk);
}

size_t find_listeners(const struct passed_set *set, struct listener *found, size_t room) {
    struct search search = {.set = set, .found = found, .room = room};
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        search_process(&search, all.pids[i]);
    return search.count;
}
