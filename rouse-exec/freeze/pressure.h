/* Whether the machine is short of memory. */
#pragma once

/* Returns a descriptor that has POLLPRI when processes of the machine have waited for memory for some time; -1: the kernel
 * does not tell (CONFIG_PSI). */
int watch_memory_pressure(void);
