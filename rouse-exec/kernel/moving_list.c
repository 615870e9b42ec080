#include "kernel/moving_list.h"

#include "fingerprint.h"

#define MOST 5000

/* Zero is no list. */
static uint64_t fingerprint_of(struct process_list list) {
    uint64_t fingerprint = add_to_fingerprint(FINGERPRINT_OF_NOTHING, list.pids, list.count * sizeof *list.pids);
    return fingerprint ? fingerprint : 1;
}

bool has_moved(struct moving_list *moving, struct process_list list) {
    uint64_t before = moving->fingerprint;
    moving->fingerprint = fingerprint_of(list);
    moving->looked_at += list.count + 1;
    return moving->fingerprint != before && moving->looked_at < MOST;
}
