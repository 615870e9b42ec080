/* The line of those that wait for their turn. */
#pragma once

#include <stdbool.h>

#include "turn/ticket.h"

struct line {
    bool anybody_before; /* whose ticket has a lower number than ours */
    bool anybody_else;
    struct ticket ahead;  /* who has the turn, or else is the first of the line */
    uint64_t overdue_at;  /* when one of the others has waited for its --max-wait; 0: never */
};

/* Looks at all tickets of the folder but OWN. A wait counts from SINCE if it is older; 0: none counts. */
struct line look_at(int folder, uint64_t own, uint64_t since);
