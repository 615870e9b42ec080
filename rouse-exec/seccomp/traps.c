#include "seccomp/traps.h"

#include "seccomp/deadly_filter.h"

/* Whether an address may be that long: with the NUL behind it or without. */
static bool has_length(const struct passed_set *set, size_t length) {
    for (size_t i = 0; i < set->count; i++) {
        const struct address *address = &set->sockets[i].address;
        if (!is_unix_path(address))
            continue;
        size_t bare = length_without_nul(address);
        if (bare == length || bare + 1 == length)
            return true;
    }
    return false;
}

/* Whether a bind of a unix socket may be answered at all. */
static bool concerns_unix(const struct passed_set *set, const struct options *options) {
    for (size_t m = 0; m < options->map_count; m++) {
        const struct map_option *map = &options->maps[m];
        if (map->address.any.sa_family == AF_UNIX || (map->any_address && map->any_port))
            return true;
    }
    for (size_t i = 0; i < set->count; i++)
        if (set->sockets[i].address.any.sa_family == AF_UNIX)
            return true;
    return false;
}

/* Whether a program may ask by connect(2) if the address of one is free, or connect the socket that it adopted. */
static bool has_inet_sockets(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++)
        if (is_inet(&set->sockets[i].address))
            return true;
    return false;
}

/* What is told to stop is swapped before; what has a gate, when that opens. */
static bool may_swap(const struct passed_set *set, const struct options *options) {
    bool streams = false;
    for (size_t i = 0; i < set->count; i++)
        streams = streams || set->sockets[i].type != SOCK_DGRAM;
    return streams && !options->learn && may_trace();
}

struct traps choose_traps(const struct passed_set *set, const struct options *options) {
    bool paths = has_path_sockets(set) && !options->learn;
    return (struct traps){
        .unix_binds = options->learn || concerns_unix(set, options),
        .connects = paths,
        .inet_connects = has_inet_sockets(set) && !options->learn && !options->no_connect_guard,
        .shutdowns = set->count > 0 && !options->learn,
        .swaps = may_swap(set, options),
        .paths = paths && !options->no_path_guards,
        .connects_16 = has_length(set, sizeof(struct sockaddr_in)),
        .connects_28 = has_length(set, sizeof(struct sockaddr_in6)),
    };
}
