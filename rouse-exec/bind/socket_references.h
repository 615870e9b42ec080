/* Where the program's own socket is known besides the descriptor that it binds. */
#pragma once

#include "bind/epoll_registration.h"

#define DUPLICATES_MAX 16

struct references {
    size_t duplicate_count;
    int duplicates[DUPLICATES_MAX];
    struct registrations registrations;
};

void find_references(pid_t tid, int fd, struct references *references);
