/* Which of the open connections are use: --quiet-after, --ignore-clients. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "command_line/options.h"
#include "kernel/uapi.h"

struct use_count {
    const struct use_options *rules; /* NULL: every connection is use */
    int quiet, ignored;
    bool stays;         /* one is use for however long no byte moves: its client waits, or nobody can tell */
    uint64_t silent_us; /* since the last byte on any of the others; UINT64_MAX: there is none */
    uint64_t sum;       /* another one when another connection is there */
    int unclear;        /* those of which the kernel's list does not say whose byte was the last */
    uint64_t unclear_sum;
};

struct use_count count_by(const struct use_options *rules);

/* Adds what was COUNTED elsewhere. */
void add_use(struct use_count *to, const struct use_count *counted);

/* Whether the connection of MESSAGE, one of ask_inet_info, is use. It is not, and counted as unclear, while its
 * descriptor has to tell. */
bool is_use(struct use_count *count, const struct inet_diag_msg *message, size_t length);

/* Whether the connection FD, a copy of a descriptor of the program, is use. */
bool is_descriptor_use(struct use_count *count, int fd, ino_t inode);

/* A connection is use of which the kernel does not tell when bytes moved. */
void note_untold(struct use_count *count);
