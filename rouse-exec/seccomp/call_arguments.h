/* What a trapped call was given: flags, paths, addresses. They are read from the memory of the thread that waits. */
#pragma once

#include <limits.h>
#include <stdbool.h>

#include "address/address.h"
#include "paths/foreign_path.h"
#include "seccomp/trapped_call.h"

/* The descriptor that bind, listen or connect was given. */
static inline int descriptor_of(const struct call *call) {
    return (int)call->arguments[0];
}

/* 0 for a form without flags. */
unsigned flags_of(const struct call *call);
/* The directory that the path argument AT starts from; AT_FDCWD for the old forms. */
int directory_of(const struct call *call, int at);

struct path_argument {
    struct foreign_path path; /* its text is the one below */
    char text[PATH_MAX];
};

/* The path that argument AT of CALL points at. False when it cannot be read. */
bool read_path_argument(const struct call *call, int at, struct path_argument *argument);

/* The address that bind(2) or connect(2) was given. False with errno: EINVAL for what no kernel would take. */
bool read_address(const struct call *call, struct address *address);
