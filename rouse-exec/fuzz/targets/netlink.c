/* The kernel's list of sockets: one byte says what is asked, one which passed socket it is asked about, and the rest
 * is what the kernel answers. */
#include <sys/sysmacros.h>

#include "fuzz/input.h"
#include "fuzz/passed_table.h"
#include "idle/connection_ends.h"
#include "kernel/sock_diag.h"
#include "sockets/connections.h"
#include "sockets/unaccepted.h"

static void ask(uint8_t what, struct passed_socket *socket) {
    int limit = what >> 3, count, answer;
    struct connection_ends *ends;
    struct use_options rules = {.quiet_us = (uint64_t)limit % 3 * 1000000};
    struct use_count use = count_by(&rules);
    struct stat status = {.st_ino = (ino_t)limit, .st_dev = makedev(0, 5)};
    switch (what & 7) {
    case 0:
        count = count_connections(socket, limit + 1);
        EXPECT(count >= CANNOT_TELL && count <= limit + 1);
        break;
    case 1:
        is_visible(&socket->address, socket->type, (ino_t)limit);
        break;
    case 2:
        find_holder(&socket->address, socket->type);
        break;
    case 3:
        unix_backlog(socket->inode);
        break;
    case 4:
        answer = is_bound_to_file(socket->inode, &status);
        EXPECT(answer == CANNOT_TELL || answer == true || answer == false);
        break;
    case 5:
        if (list_ends(socket, (size_t)limit + 1, &use, &ends))
            find_other_ends(ends);
        EXPECT(ends->open <= (size_t)limit + 1);
        break;
    default:
        find_unaccepted(socket, (uint64_t)limit);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const struct passed_set *set = passed_table();
    if (size < 2)
        return -1;
    struct passed_socket socket = set->sockets[data[1] % set->count];
    begin_answers(data + 2, size - 2);
    ask(data[0], &socket);
    end_answers();
    return 0;
}
