#pragma once

#include <stdbool.h>

#include "address/address.h"

/* --map=BIND=NAME; `any_address` and `any_port` stand for the "*" in BIND. */
struct map_option {
    const char *text;
    bool any_address, any_port;
    struct address address;
    const char *name;
};

/* Parses "BIND=NAME"; ends with a sentence and status 125 when it is malformed. */
struct map_option parse_map(const char *text);
