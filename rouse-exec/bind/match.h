/* Which passed socket answers a bind: the rules of the contract, and nothing else. */
#pragma once

#include <stdbool.h>

#include "command_line/options.h"
#include "sockets/passed.h"

/* The program's own socket, and the address that it asks for. */
struct bind_request {
    struct address address;
    int family, type, protocol;
    bool v6only;
    struct path_identity path; /* of a unix path */
};

/* Whether any rule could fit, judged by port or name alone: the cheap look before the expensive one. */
bool may_match(const struct passed_set *set, const struct options *options, const struct address *address);

/* The first rule that fits wins; NULL when none does. */
struct passed_socket *match_bind(const struct passed_set *set, const struct options *options,
                                 const struct bind_request *request);

/* The passed socket to name in the advice when no rule fits although the port is passed. NULL when the bind has
 * nothing to do with the passed sockets. */
const struct passed_socket *near_miss(const struct passed_set *set, const struct bind_request *request);

/* Ends with a sentence and status 125 when a --map names a socket that was not passed, or one of two alike. */
void check_maps(const struct passed_set *set, const struct options *options);
