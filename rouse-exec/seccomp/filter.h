/* The seccomp filter of the program: the calls of trapped_call.h wait for our answer, all others go to the kernel. */
#pragma once

#include <stdbool.h>

/* What is to be trapped besides bind(2) of IP addresses and listen(2). */
struct traps {
    bool unix_binds;
    bool connects; /* connect(2) to a unix socket */
    bool inet_connects; /* connect(2) to an IP address */
    bool shutdowns; /* shutdown(2) that ends reading */
    bool swaps;  /* the call that a thread is made to make (swap/inject.h) */
    bool paths;  /* unlink, rename, link, chmod, chown and their variants */
    /* Without inet_connects, a connect with an address as long as sockaddr_in or sockaddr_in6 is let through, unless
     * that is also the length of a passed unix socket's. */
    bool connects_16, connects_28;
};

/* Puts the filter on the calling thread, for it and everything it starts, and returns the listener of
 * seccomp_unotify(2); -1 with errno. Sets no_new_privs only if the kernel demands it (without CAP_SYS_ADMIN);
 * *GAVE_UP says whether it did. */
int install_filter(const struct traps *traps, bool *gave_up);
