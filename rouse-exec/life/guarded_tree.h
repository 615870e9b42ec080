/* Which processes belong to the program of a rouse-exec, for the guard, which is not their parent. While rouse-exec
 * lives, they are its descendants. After its end only what proves it counts: a process that is to be ended must be no
 * stranger. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "kernel/process.h"
#include "kernel/process_list.h"
#include "sockets/passed.h"

struct guarded_tree {
    struct process_identity members[PROCESSES_MAX];
    size_t count;
};

/* Notes all descendants of the process WATCHED, and forgets who has ended. */
void note_descendants(struct guarded_tree *tree, pid_t watched);

/* How those are told that became orphans unseen, since the last look. */
struct orphan_marks {
    const struct passed_set *passed;
    pid_t parent;        /* who has got the orphans of WATCHED */
    uint64_t born_after; /* the start of WATCHED */
};

/* Notes the descendants of all members, and orphans that belong to the program; forgets who has ended. Returns how many
 * are left of those that were members before: the new ones are behind them. */
size_t note_orphans(struct guarded_tree *tree, const struct orphan_marks *marks);

/* Returns false when it is a member already. */
bool add_member(struct guarded_tree *tree, const struct process_identity *process);

/* Sends signal NUMBER to all members, the youngest generation first. */
void signal_members(const struct guarded_tree *tree, int number);

/* Sends it to those behind the first KNOWN whose parent is no member. */
void signal_new_orphans(const struct guarded_tree *tree, size_t known, int number);
