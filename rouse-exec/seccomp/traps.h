/* Which system calls of the program have to wait for us: as few as the passed sockets allow. */
#pragma once

#include "command_line/options.h"
#include "seccomp/filter.h"
#include "sockets/passed.h"

struct traps choose_traps(const struct passed_set *set, const struct options *options);
