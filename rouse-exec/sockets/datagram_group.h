/* Sockets that share an address by SO_REUSEPORT, for which their users must be the same. Of these, the kernel gives each
 * datagram to one by a hash; here the first gets all of them, and a connected one those of its peer alone. */
#pragma once

#include <stdbool.h>

/* Makes FD, which is not bound yet, the first of a group; bound, it shares its address with nobody, as ever. Returns false
 * when the kernel does not let us. */
bool begin_group(int fd);

/* Closes the group of FD, which is bound now: only we open it again, for one socket more. */
void close_group(int fd);

/* Whether FD is the first of a closed group, and still gets all datagrams; the program may have set another rule. */
bool leads_group(int fd);
