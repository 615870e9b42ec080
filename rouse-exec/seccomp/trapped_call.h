/* The system calls that may wait for us, as this architecture numbers them and as its 32-bit programs do. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "kernel/uapi.h"

enum operation {
    OP_BIND,
    OP_LISTEN,
    OP_CONNECT,
    OP_SHUTDOWN,
    OP_UNLINK,
    OP_RENAME,
    OP_LINK,
    OP_SETATTR, /* chmod(2), chown(2) */
    OP_USERFAULTFD,
    OP_SWAP, /* made by swap/inject.h alone */
};

#define NO_CALL (-1)
#define NO_ARGUMENT (-1)

/* One call of an operation: its numbers, and which arguments are what. */
struct call_form {
    enum operation operation;
    int native, compat; /* NO_CALL: this architecture has none */
    int8_t path;        /* the argument that points at the path it acts on; NO_ARGUMENT: none */
    int8_t target;      /* the second path of a rename */
    int8_t flags;
    bool at;      /* the argument before a path is the directory it starts from */
    bool follows; /* the last part of the path may be a symbolic link, unless the flags say otherwise */
};

extern const struct call_form call_forms[];
extern const size_t call_form_count;

/* A thread that waits for our answer, and what it asked the kernel for. */
struct call {
    uint64_t id;
    pid_t tid;
    const struct call_form *form;
    uint64_t arguments[6];
};

/* Returns false for a call that does not concern us. */
bool read_call(const struct seccomp_notif *notification, struct call *call);
