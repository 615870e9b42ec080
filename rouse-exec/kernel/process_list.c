#include "kernel/process_list.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/directory.h"
#include "kernel/process.h"
#include "kernel/stranger.h"
#include "kernel/threads.h"
#include "scoped_fd.h"
#include "scratch.h"

static pid_t left_out[LEFT_OUT_COUNT];

void leave_out_of_lists(enum left_out who, pid_t pid) {
    left_out[who] = pid;
}

static bool is_listed(pid_t pid, const pid_t *pids, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (pids[i] == pid)
            return true;
    return false;
}

static bool is_left_out(pid_t pid) {
    return is_listed(pid, left_out, LEFT_OUT_COUNT);
}

/* The children of the first COUNT pids. */
static size_t add_generation(pid_t root, pid_t *pids, size_t count) {
    struct directory proc;
    const char *name;
    size_t parents = count;
    open_directory(&proc, "/proc");
    while ((name = next_name(&proc)) && count < PROCESSES_MAX) {
        pid_t pid = (pid_t)strtol(name, NULL, 10), parent = pid > 0 ? parent_of(pid) : 0;
        if (parent > 0 && !is_left_out(pid) && (parent == root || is_listed(parent, pids, parents)) &&
            !is_listed(pid, pids, count) && !is_stranger(pid))
            pids[count++] = pid;
    }
    close_directory(&proc);
    return count;
}

static size_t scan_proc(pid_t root, size_t generations, pid_t *pids, size_t count) {
    size_t before;
    do {
        before = count;
        count = add_generation(root, pids, count);
    } while (--generations > 0 && count > before && count < PROCESSES_MAX);
    return count;
}

/* The file is one line of pids, however long; a piece of it may end within a number. */
static size_t read_children(const char *path, pid_t *pids, size_t room) {
    char text[1024];
    SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t count = 0;
    pid_t pid = 0;
    ssize_t length;
    while (fd >= 0 && (length = read(fd, text, sizeof text)) > 0) {
        for (ssize_t i = 0; i < length && count < room; i++) {
            if (text[i] >= '0' && text[i] <= '9') {
                pid = pid * 10 + (text[i] - '0');
            } else {
                if (pid > 0 && !is_left_out(pid) && !is_stranger(pid))
                    pids[count++] = pid;
                pid = 0;
            }
        }
    }
    return count;
}

/* A child that was forked by another thread than the first is listed in that thread's file. */
static size_t list_children(pid_t process, pid_t *pids, size_t room) {
    char children[64];
    struct thread_walk walk;
    size_t count = 0;
    open_threads(&walk, process);
    for (pid_t tid; (tid = next_thread(&walk));) {
        snprintf(children, sizeof children, "/proc/%d/task/%d/children", process, tid);
        count += read_children(children, pids + count, room - count);
    }
    close_threads(&walk);
    return count;
}

/* The children files (proc_pid_task_children(5)) need CONFIG_PROC_CHILDREN. */
static bool has_children_files(void) {
    static bool has;
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", getpid(), getpid());
    has = has || access(path, R_OK) == 0;
    return has;
}

/* Adds the descendants of the first COUNT pids, some generations of them. */
static size_t add_by_children(size_t generations, pid_t *pids, size_t count) {
    size_t begin = 0, end = 0;
    while (generations-- > 0 && end < count) {
        for (begin = end, end = count; begin < end; begin++)
            count += list_children(pids[begin], pids + count, PROCESSES_MAX - count);
    }
    return count;
}

SCRATCH static pid_t found[PROCESSES_MAX];

struct process_list list_generations(size_t generations) {
    if (!has_children_files())
        return (struct process_list){found, scan_proc(getpid(), generations, found, 0)};
    size_t count = list_children(getpid(), found, PROCESSES_MAX);
    return (struct process_list){found, add_by_children(generations - 1, found, count)};
}

struct process_list list_descendants(void) {
    return list_generations(SIZE_MAX);
}

struct process_list list_trees(const pid_t *roots, size_t count) {
    memcpy(found, roots, count * sizeof *roots);
    count = has_children_files() ? add_by_children(SIZE_MAX, found, count) : scan_proc(0, SIZE_MAX, found, count);
    return (struct process_list){found, count};
}
