/* The processes below this one. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#define PROCESSES_MAX 4096

struct process_list {
    const pid_t *pids;
    size_t count; /* PROCESSES_MAX: there may be more */
};

/* Returns all living descendants of this process, parents before their children, without strangers and what is below
 * them. The list is valid until the next call. */
struct process_list list_descendants(void);
/* Returns ROOTS, which may be children of anybody, and all their living descendants, in the same order. */
struct process_list list_trees(const pid_t *roots, size_t count);
/* Processes of ours below us, which are none of the program's. */
enum left_out { LEFT_OUT_GUARD, LEFT_OUT_GATE, LEFT_OUT_CHECK, LEFT_OUT_COUNT };
/* From now on PID, and what is below it, is in none of these lists; 0: nobody is left out as WHO any more. */
void leave_out_of_lists(enum left_out who, pid_t pid);
/* The same as list_descendants, down to the grandchildren of the children … of this process: 1 is its children alone. */
struct process_list list_generations(size_t generations);
