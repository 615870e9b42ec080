/* The files of the unix sockets that rouse-exec makes. The directory may belong to another user, who can exchange it
 * for a link at any moment: it is opened once, and every file is looked at, tried and removed through that descriptor.
 * Such a user can then change nothing but what is in a directory of his own. */
#pragma once

#include "sockets/passed.h"

/* Opens the directory of a unix path, and keeps other instances of rouse-exec from working in it until it is closed.
 * Ends with a sentence and status 125 when it cannot. */
int open_socket_directory(const struct address *address);

/* Removes the file of a socket of that TYPE on which nobody listens any more. Ends with a sentence and status 125 when
 * there is any other file. */
void remove_dead_file(int directory, const struct address *address, int type);

/* Remembers the file that was made for SOCKET, which is to be removed at the end. Ends with a sentence and status 125
 * when it is not in the DIRECTORY. */
void note_own_file(int directory, struct passed_socket *socket);

/* Removes the file that was made here for SOCKET, unless there is none, or somebody has put another one in its place. */
void remove_own_file(struct passed_socket *socket);
/* Removes the socket files made here, unless somebody has put another file in their place. */
void remove_own_files(const struct passed_set *set);
