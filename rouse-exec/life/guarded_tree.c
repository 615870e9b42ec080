#include "life/guarded_tree.h"

#include <stdlib.h>
#include <unistd.h>

#include "kernel/descendant.h"
#include "kernel/directory.h"
#include "kernel/stranger.h"
#include "sockets/passed_holder.h"

static const struct process_identity *find(const struct guarded_tree *tree, pid_t pid) {
    for (size_t i = 0; i < tree->count; i++)
        if (tree->members[i].pid == pid)
            return &tree->members[i];
    return NULL;
}

/* A member of the same number and another start has ended. */
bool add_member(struct guarded_tree *tree, const struct process_identity *process) {
    const struct process_identity *member = find(tree, process->pid);
    if (member ? member->started == process->started : tree->count == PROCESSES_MAX)
        return false;
    tree->members[member ? (size_t)(member - tree->members) : tree->count++] = *process;
    return true;
}

/* A number that is another process's now means no member; a member may have another parent and session now. */
static void forget_ended(struct guarded_tree *tree) {
    size_t kept = 0;
    for (size_t i = 0; i < tree->count; i++) {
        struct process_identity now;
        if (identify(tree->members[i].pid, &now) && now.started == tree->members[i].started)
            tree->members[kept++] = now;
    }
    tree->count = kept;
}

/* ADOPTER gets the orphans. Whoever has another parent by now was given a number of the list since that was made. */
static void add_listed(struct guarded_tree *tree, const struct process_list *list, pid_t adopter) {
    struct process_identity found;
    for (size_t i = 0; i < list->count; i++)
        if (!find(tree, list->pids[i]) && identify(list->pids[i], &found) &&
            (found.parent == adopter || find(tree, found.parent)))
            add_member(tree, &found);
}

void note_descendants(struct guarded_tree *tree, pid_t watched) {
    struct process_list all = list_trees(&watched, 1);
    struct process_list below = {all.pids + 1, all.count - 1};
    forget_ended(tree);
    add_listed(tree, &below, watched);
}

static void add_descendants(struct guarded_tree *tree, pid_t adopter) {
    pid_t roots[PROCESSES_MAX];
    for (size_t i = 0; i < tree->count; i++)
        roots[i] = tree->members[i].pid;
    struct process_list all = list_trees(roots, tree->count);
    add_listed(tree, &all, adopter);
}

/* A session is entered by setsid(2) and by birth only. The program was given one of its own, so all members of a
 * session in which it has a process descend from it; unless it is the session of the terminal, which is ours too. */
static bool is_of_session(const struct guarded_tree *tree, pid_t session) {
    if (session == 0 || session == getsid(0))
        return false;
    for (size_t i = 0; i < tree->count; i++)
        if (tree->members[i].session == session)
            return true;
    return false;
}

/* Others may hold a passed socket too, if the service manager passes it to several services. */
static bool is_holder(const struct process_identity *process, const struct orphan_marks *marks) {
    return process->parent == marks->parent && process->started >= marks->born_after &&
           filters_of(process->pid) > filters_of(getpid()) &&
           !is_stranger(process->pid) && shares_cgroup(process->pid) &&
           is_seen_to_hold(marks->passed, process->pid);
}

static void add_orphans(struct guarded_tree *tree, const struct orphan_marks *marks) {
    struct directory proc;
    const char *name;
    open_directory(&proc, "/proc");
    while ((name = next_name(&proc))) {
        struct process_identity process;
        pid_t pid = (pid_t)strtol(name, NULL, 10);
        if (pid > 0 && !find(tree, pid) && identify(pid, &process) &&
            (is_of_session(tree, process.session) || is_holder(&process, marks)))
            add_member(tree, &process);
    }
    close_directory(&proc);
}

size_t note_orphans(struct guarded_tree *tree, const struct orphan_marks *marks) {
    size_t before;
    forget_ended(tree);
    size_t known = tree->count;
    do {
        before = tree->count;
        add_descendants(tree, marks->parent);
        add_orphans(tree, marks);
    } while (tree->count > before);
    return known;
}

void signal_members(const struct guarded_tree *tree, int number) {
    for (size_t i = tree->count; i > 0; i--)
        signal_identified(&tree->members[i - 1], number);
}

void signal_new_orphans(const struct guarded_tree *tree, size_t known, int number) {
    for (size_t i = tree->count; i > known; i--)
        if (!find(tree, tree->members[i - 1].parent))
            signal_identified(&tree->members[i - 1], number);
}
