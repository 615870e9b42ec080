/* Both ends of the connections that were made to a passed socket. */
#pragma once

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>

#include "idle/quiet.h"
#include "sockets/other_end.h"
#include "sockets/passed.h"

#define ENDS_MAX 64 /* of a program with more connections none is looked at further */

struct connection_ends {
    const struct passed_socket *socket;
    struct use_count *use;
    size_t limit, open;               /* connections that are use; those beyond ENDS_MAX are not listed */
    struct tcp_end accepted[ENDS_MAX]; /* TCP */
    ino_t inodes[ENDS_MAX];           /* of the accepted sockets; 0: not accepted yet */
    ino_t others[ENDS_MAX];           /* of the sockets at the other ends; 0: of none in our network */
    uint64_t numbers[ENDS_MAX];       /* their parts of USE's sum */
    bool ignored[ENDS_MAX];           /* of TCP: by the owner of the other end */
    uint64_t sum;                     /* another one when another connection is there */
};

/* Lists the connections of a stream socket that are use, LIMIT of them at most, without the other ends of TCP. Returns
 * false when the kernel does not answer. The list lasts until the next call. */
bool list_ends(const struct passed_socket *socket, size_t limit, struct use_count *use, struct connection_ends **ends);

/* Finds the other ends of TCP connections, and whether they are ignored. */
void find_other_ends(struct connection_ends *ends);
