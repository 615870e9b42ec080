/* What /proc says of other processes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The command name, "?" when it cannot be read. */
const char *process_name(pid_t pid, char *name, size_t size);
/* The parent; 0 when PID is gone. */
pid_t parent_of(pid_t pid);
/* The thread group that the thread TID is of; 0 when it is gone. */
pid_t thread_group_of(pid_t tid);
/* Whose rights the thread has on files; (uid_t)-1 when it is gone. */
uid_t file_user_of(pid_t tid);
/* One letter, as in proc_pid_stat(5); 0 when it is gone. */
char state_of(pid_t pid, pid_t tid);

/* Whether the thread blocks signal NUMBER; true when it cannot be told. */
bool blocks_signal(pid_t tid, int number);

/* Whether this process has the capability (CAP_SYS_ADMIN, …) now. */
bool has_capability(int capability);

#define PROCESSES_MAX 4096

struct process_list {
    const pid_t *pids;
    size_t count; /* PROCESSES_MAX: there may be more */
};

/* All living descendants of this process, parents before their children. Lives until the next call. */
struct process_list list_descendants(void);
