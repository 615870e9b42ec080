#include "idle/own_connections.h"

#include "idle/connection_ends.h"
#include "idle/ignored.h"
#include "idle/ignored_peers.h"
#include "kernel/descriptor_walk.h"
#include "kernel/process_list.h"
#include "sockets/connections.h"

/* A process that was just being made may have been missed, and a descriptor may be sent to somebody else: the same
 * connections are looked at again after one look, after two more, after four …, and before the program is stopped. */
#define LONGEST_PAUSE 64

static struct connection_ends *ends;

/* A socket that several processes hold is one end. */
static size_t take_out(ino_t inode) {
    for (size_t i = 0; i < ends->open; i++) {
        if (inode == 0 || ends->others[i] != inode)
            continue;
        ends->others[i] = 0;
        return 1;
    }
    return 0;
}

static size_t count_held(pid_t pid) {
    struct descriptor_walk walk;
    size_t found = 0;
    ino_t inode;
    int fd;
    if (!open_descriptors(&walk, pid))
        return 0;
    while (next_socket(&walk, &fd, &inode))
        found += take_out(inode);
    close_descriptors(&walk);
    return found;
}

static bool has_other_end(void) {
    for (size_t i = 0; i < ends->open; i++)
        if (ends->others[i] != 0)
            return true;
    return false;
}

/* One that the program has made itself is none. */
static void find_ignored(struct known_ends *known) {
    for (size_t i = 0; i < ends->open; i++) {
        if (!ends->ignored[i])
            continue;
        known->ignored++;
        known->ignored_sum += ends->numbers[i];
        ends->others[i] = 0;
    }
}

static void find_whose(struct known_ends *known) {
    find_other_ends(ends);
    if (ends->use->rules && asks_for_owners(ends->use->rules))
        find_ignored_peers(ends);
    find_ignored(known);
    struct process_list all = has_other_end() ? list_descendants() : (struct process_list){0};
    for (size_t i = 0; i < all.count && known->own + known->ignored < ends->open; i++)
        known->own += count_held(all.pids[i]);
}

static void refresh(struct known_ends *known) {
    bool same = known->sum == ends->sum;
    if (same && known->looks_left > 0) {
        known->looks_left--;
        return;
    }
    unsigned pause = same && known->pause > 0 ? known->pause * 2 : 1;
    pause = pause > LONGEST_PAUSE ? LONGEST_PAUSE : pause;
    *known = (struct known_ends){.sum = ends->sum, .pause = pause, .looks_left = pause};
    find_whose(known);
}

static size_t count_others(struct known_ends *known, struct use_count *use) {
    refresh(known);
    use->ignored += (int)known->ignored;
    use->sum -= known->ignored_sum;
    return ends->open - known->own - known->ignored;
}

void forget_whose(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++)
        set->sockets[i].known_ends = (struct known_ends){0};
}

int count_clients(struct passed_socket *socket, int limit, struct use_count *use, bool *any) {
    bool answered = list_ends(socket, (size_t)limit, use, &ends);
    *any = answered && ends->open > 0;
    if (!answered)
        return CANNOT_TELL;
    return (int)(*any && ends->open <= ENDS_MAX ? count_others(&socket->known_ends, use) : ends->open);
}

bool is_accepted_end(ino_t inode) {
    for (size_t i = 0; ends && i < ends->open && i < ENDS_MAX; i++)
        if (ends->inodes[i] == inode)
            return true;
    return false;
}
