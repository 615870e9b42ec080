/* sd_listen_fds(3): what the service manager says in the environment. */
#pragma once

#include <stddef.h>

#define SOCKET_NAME_MAX 255 /* FileDescriptorName= of systemd.socket(5) */

struct listen_environment {
    size_t count;
    const char *names; /* LISTEN_FDNAMES; NULL when unset */
};

/* The count is 0 when nothing was passed to this process. Ends with a sentence and status 125 when malformed. */
struct listen_environment read_listen_environment(void);

/* Copies the next of the names that ':' separates, "unknown" when there are none; returns the rest. */
const char *next_listen_name(const char *names, char *name);

/* Keeps the program, and what it starts, from taking the sockets for its own. */
void clear_listen_environment(void);
