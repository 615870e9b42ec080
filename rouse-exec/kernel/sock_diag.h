/* The kernel's list of sockets (sock_diag(7)), as seen from our network namespace. */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "address/address.h"
#include "kernel/uapi.h"

/* Whether the socket of this address, type and sockfs inode is in the list. It is missing when it belongs to another
 * network namespace: then its connections are missing too, and "none" would mean nothing. */
bool is_visible(const struct address *address, int type, ino_t inode);

/* Returns the backlog of a listening unix socket; 0 when the kernel does not say. */
int unix_backlog(ino_t inode);

/* Returns the inode of a socket that keeps others from binding ADDRESS for TYPE; 0 when none is found. */
ino_t find_holder(const struct address *address, int type);

/* Whether the unix socket with this sockfs inode was bound to the file of STATUS, whatever that file is called now;
 * false as well when the kernel does not say. */
bool is_bound_to_file(ino_t inode, const struct stat *status);

/* Whether the connection whose local end is ID was made to ADDRESS. */
bool is_made_to(const struct address *address, const struct inet_diag_sockid *id);
