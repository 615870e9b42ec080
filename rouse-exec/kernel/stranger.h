/* Processes below this one that it did not start. A shell may start a process in the background and then execute us in
 * its own place: its child is ours from then on, and so are the orphans of that child. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Looks whether there are such children, and reaps those that have ended. To be called before the first fork(2). */
void look_for_strangers(void);

/* Whether there were such children: with them, or with their orphans, waitpid(2) never gives ECHILD. */
bool are_strangers_about(void);

/* From now on the child FIRST and its descendants are the program. */
void set_apart_from_strangers(pid_t first);

/* Whether PID, a descendant of this process, is such a child or one of its orphans; not known of their children. */
bool is_stranger(pid_t pid);
