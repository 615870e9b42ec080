/* Which passed socket answers a bind: the rules of the contract, and nothing else. */
#pragma once

#include <stdbool.h>

#include "bind/request.h"
#include "command_line/options.h"
#include "sockets/passed.h"

/* Whether any rule could fit, judged by port or name alone: the cheap look before the expensive one. */
bool may_match(const struct passed_set *set, const struct options *options, const struct address *address);

/* The first rule that fits wins; NULL when none does. */
struct passed_socket *match_bind(const struct passed_set *set, const struct options *options,
                                 const struct bind_request *request);

/* Whether the program is told "address in use" although the kernel would do the bind: it asks for loopback, and the
 * passed socket is the wildcard of the other family, whose clients would wait in vain. */
bool is_refused(const struct passed_set *set, const struct bind_request *request);

/* The IPv6 socket that was passed for the port of an IPv4 bind which is put aside (aside.h); NULL when it is not. */
struct passed_socket *find_in_its_stead(const struct passed_set *set, const struct bind_request *request);

/* The passed socket to name in the advice when no rule fits although the port is passed. NULL when the bind has
 * nothing to do with the passed sockets. */
const struct passed_socket *near_miss(const struct passed_set *set, const struct bind_request *request);

/* Ends with a sentence and status 125 when a --map names a socket that was not passed, or one of two alike. */
void check_maps(const struct passed_set *set, const struct options *options);
