/* What /proc says about other processes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Returns the command name; "?" when it cannot be read. */
const char *process_name(pid_t pid, char *name, size_t size);
/* Returns the parent; 0 when PID is gone. */
pid_t parent_of(pid_t pid);
/* Returns the thread group of thread TID; 0 when it is gone. */
pid_t thread_group_of(pid_t tid);
/* Returns the user whose rights the thread has on files; (uid_t)-1 when it is gone. */
uid_t file_user_of(pid_t tid);
/* Returns one letter, as in proc_pid_stat(5); 0 when the thread is gone. */
char state_of(pid_t pid, pid_t tid);

/* Which process a number means: a later one of the same number has another start time. */
struct process_identity {
    pid_t pid, parent, session;
    uint64_t started; /* in clock ticks since the machine was started */
};
/* Returns false when PID is gone. */
bool identify(pid_t pid, struct process_identity *identity);
/* Whether the process has not ended; its parent may be another one by now. */
bool is_still(const struct process_identity *identity);

/* Whether the process is in our cgroup, of every hierarchy. */
bool shares_cgroup(pid_t pid);

/* Returns how many seccomp filters the process has (Linux 5.9); 0 as well when it is gone. */
unsigned filters_of(pid_t pid);

/* Returns the process that traces the thread (ptrace(2)); 0 when none does, or it cannot be seen from here. */
pid_t tracer_of(pid_t tid);

/* Whether the thread blocks signal NUMBER; true when that is unknown. */
bool blocks_signal(pid_t tid, int number);

/* Whether the process ignores signal NUMBER. */
bool ignores_signal(pid_t pid, int number);

/* Whether the process has a handler for signal NUMBER. */
bool catches_signal(pid_t pid, int number);

/* Whether signal NUMBER waits to be delivered to the thread or to its process. */
bool is_signal_pending(pid_t tid, int number);

/* Whether this process has the capability (CAP_SYS_ADMIN, …) now. */
bool has_capability(int capability);

#define PROCESSES_MAX 4096

struct process_list {
    const pid_t *pids;
    size_t count; /* PROCESSES_MAX: there may be more */
};

/* Returns all living descendants of this process, parents before their children. The list is valid until the next
 * call. */
struct process_list list_descendants(void);
/* Returns ROOTS, which may be children of anybody, and all their living descendants, in the same order. */
struct process_list list_trees(const pid_t *roots, size_t count);
/* From now on PID is in none of these lists; 0: everybody is. */
void leave_out_of_lists(pid_t pid);
/* The same as list_descendants, down to the grandchildren of the children … of this process: 1 is its children alone. */
struct process_list list_generations(size_t generations);
