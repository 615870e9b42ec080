/* Whose connections are no use: --ignore-clients. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "command_line/options.h"
#include "sockets/other_end.h"

/* By the address alone, of which IPv4 is mapped. */
bool is_ignored_address(const struct use_options *rules, const uint32_t address[4]);

/* Whether there are rules on users or units, which take the socket or process of the client. */
bool asks_for_owners(const struct use_options *rules);
/* By the user and the unit of the client's socket of TCP. */
bool is_ignored_owner(const struct use_options *rules, const struct other_end *client);
/* By the user and the unit of the process that connected the unix socket at the other end of FD (SO_PEERCRED). */
bool is_ignored_peer(const struct use_options *rules, int fd);
/* By the user of the unix socket INODE of a client. */
bool is_ignored_unix_user(const struct use_options *rules, ino_t inode);

/* By the address of the client of FD, whatever the socket is. */
bool is_ignored_descriptor(const struct use_options *rules, int fd);
