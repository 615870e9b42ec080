/* The tickets of a group, one for each service that waits for its turn or has it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOLDER_NAME_MAX 64

/* What a ticket tells. */
struct ticket {
    uint64_t number;   /* now_us() when it was taken: by it the line is in order, and none is used twice */
    bool holds;        /* it is the turn of this one */
    uint64_t max_wait; /* SPAN_NEVER: waits for ever */
    int connections;   /* of the program; -1: not known */
    char name[HOLDER_NAME_MAX]; /* of the service; empty: not told yet */
};

/* Makes a ticket with a number of its own, and locks it for as long as it is open. Returns its descriptor, or -1 with
 * errno. */
int take_ticket(int folder, struct ticket *ticket);
void tell_ticket(int fd, const struct ticket *ticket);
void drop_ticket(int folder, int fd, uint64_t number);

/* Reads the ticket of this file name, and removes it when whoever had it has ended. Returns false when it is none. */
bool read_ticket(int folder, const char *file, struct ticket *ticket);
