/* The arguments of a trapped call: flags, paths, addresses. Those that are pointers are read from the memory of the
 * thread that waits. */
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

/* Returns its flags; 0 for a form that has none. */
unsigned flags_of(const struct call *call);

/* The length of the address that bind or connect was given. It is an int: the ABI leaves the upper half of its register
 * undefined, and the kernel drops it (SYSCALL_DEFINE). */
static inline uint32_t address_length_of(const struct call *call) {
    return (uint32_t)call->arguments[2];
}

struct path_argument {
    struct foreign_path path; /* its text is the one below */
    char text[PATH_MAX];
};

/* Reads the path that argument AT of CALL points at. Returns false when it cannot be read. */
bool read_path_argument(const struct call *call, int at, struct path_argument *argument);

/* Reads the address that bind(2) was given. Returns false with errno: EINVAL for an address that no kernel would
 * take. */
bool read_address(const struct call *call, struct address *address);
/* Reads the address that connect(2) was given; false when it cannot be read or no kernel would take it. */
bool read_peer_address(const struct call *call, struct address *address);
