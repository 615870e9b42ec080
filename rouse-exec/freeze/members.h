/* Which processes a program had when it was frozen. */
#pragma once

#include <sys/types.h>

/* Remembers the first of its processes that live. */
void note_members(void);
/* Returns one of them that has ended since; 0: none has. */
pid_t find_lost_member(void);
