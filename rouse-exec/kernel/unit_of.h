/* The unit of a process or of a socket: a folder of that name above its cgroup, systemd.unit(5). */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Whether the cgroup of version 2 with this id (INET_DIAG_CGROUP_ID) is that of UNIT, or below it. */
bool is_cgroup_of_unit(uint64_t id, const char *unit);

/* Whether a process is in UNIT, by any hierarchy; false when it is gone. */
bool is_process_of_unit(pid_t pid, const char *unit);
