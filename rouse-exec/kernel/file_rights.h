/* What another thread may do to files. rouse-exec may be allowed more than the program is, and acts for it only with
 * the program's own rights. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

typedef bool file_act(const void *argument);

/* Calls ACT in a child process that has the rights which thread TID has on files: its user, its groups, and no
 * capability that the thread does not have. The child shares our descriptors: what ACT opens stays open here. Returns
 * whether ACT returned true; false as well when the rights cannot be taken. */
bool act_with_rights_of(pid_t tid, file_act *act, const void *argument);

/* Whether files that the thread makes belong to our own user and group. */
bool has_our_file_ids(pid_t tid);
