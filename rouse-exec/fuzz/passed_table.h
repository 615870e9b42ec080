/* Passed sockets of every kind, to match against. */
#pragma once

#include "bind/match.h"

const struct passed_set *passed_table(void);

/* The cheap look of may_match() must never hide what match_bind() would find, and what is found is of the type that
 * was asked for; a bind to any free port finds nothing. */
void expect_sound_match(const struct options *options, const struct bind_request *request);
