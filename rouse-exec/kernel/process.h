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
/* Returns for how long the process has been there, give or take a hundredth of a second; UINT64_MAX when it is gone. */
uint64_t age_us(pid_t pid);
/* Returns how long the process and its children that it has waited for have used a processor, in units of USER_HZ; 0
 * as well when it is gone. */
uint64_t processor_ticks_of(pid_t pid);
/* Whether the process has not ended; its parent may be another one by now. */
bool is_still(const struct process_identity *identity);

/* Whether the process is in our cgroup, of every hierarchy, or in the other half of one that we have divided. */
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
