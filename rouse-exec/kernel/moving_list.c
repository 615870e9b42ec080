#include "kernel/moving_list.h"

#define MOST 5000

/* FNV-1a, a pid at a time. Zero is no list. */
static uint64_t fingerprint_of(struct process_list list) {
    uint64_t fingerprint = 0xcbf29ce484222325;
    for (size_t i = 0; i < list.count; i++)
        fingerprint = (fingerprint ^ (uint64_t)list.pids[i]) * 0x100000001b3;
    return fingerprint ? fingerprint : 1;
}

bool has_moved(struct moving_list *moving, struct process_list list) {
    uint64_t before = moving->fingerprint;
    moving->fingerprint = fingerprint_of(list);
    moving->looked_at += list.count + 1;
    return moving->fingerprint != before && moving->looked_at < MOST;
}
