/* A search among processes while they fork and end. One that ends after it was looked at, or before its children were
 * listed, hands these on to us: what they hold would be missed. A daemon does so twice. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/process_list.h"

/* Zero before the first list. */
struct moving_list {
    uint64_t fingerprint;
    size_t looked_at;
};

/* Whether to list and search again after a search in vain: the list is not the one before. False in any case after
 * some thousand processes: a program may fork for ever. */
bool has_moved(struct moving_list *moving, struct process_list list);
