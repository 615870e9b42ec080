#include "life/guard_process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "kernel/directory.h"
#include "kernel/process.h"
#include "seccomp/ioctls.h"

#define FIRST_LOOK_MS 20
#define LONGEST_LOOK_MS 1000

/* In the guard: the children of the process that it watches; after the end of that process everybody who belongs to the
 * program. */
struct tree {
    pid_t pids[PROCESSES_MAX];
    size_t count;
};

static void close_all_but(int channel) {
    struct directory own;
    const char *name;
    open_directory(&own, "/proc/self/fd");
    while ((name = next_name(&own))) {
        int fd = atoi(name);
        if (fd != channel && fd != own.fd)
            close(fd);
    }
    close_directory(&own);
}

static void keep_children_of(struct tree *tree, pid_t parent) {
    size_t kept = 0;
    for (size_t i = 0; i < tree->count; i++)
        if (tree->pids[i] > 0 && parent_of(tree->pids[i]) == parent)
            tree->pids[kept++] = tree->pids[i];
    tree->count = kept;
}

static bool contains(const struct tree *tree, pid_t pid) {
    for (size_t i = 0; i < tree->count; i++)
        if (tree->pids[i] == pid)
            return true;
    return false;
}

static void add(struct tree *tree, pid_t pid) {
    if (pid > 0 && tree->count < PROCESSES_MAX && !contains(tree, pid))
        tree->pids[tree->count++] = pid;
}

/* Children are noted before their parent ends, which would make them strangers; whoever is gone is forgotten before
 * the pid can be another's. */
static void refresh(struct tree *tree) {
    struct process_list all = list_trees(tree->pids, tree->count);
    size_t kept = 0;
    for (size_t i = tree->count; i < all.count; i++)
        add(tree, all.pids[i]);
    for (size_t i = 0; i < tree->count; i++)
        if (parent_of(tree->pids[i]) > 0)
            tree->pids[kept++] = tree->pids[i];
    tree->count = kept;
}

static void signal_all(const struct tree *tree, int number) {
    for (size_t i = tree->count; i > 0; i--)
        kill(tree->pids[i - 1], number);
}

/* Whoever makes a trapped call belongs to the program, even if its parents had ended unseen. */
static void take_caller(struct tree *tree, int listener) {
    struct seccomp_notif notification;
    if (!receive_notification(listener, &notification))
        return;
    send_answer(listener, notification.id, (struct answer){.error = -ENOSYS});
    pid_t caller = thread_group_of((pid_t)notification.pid);
    if (caller > 0 && !contains(tree, caller))
        kill(caller, SIGTERM);
    add(tree, caller);
}

/* The listener hangs up when no filtered process is left; there is none when we are killed during the start. */
__attribute__((noreturn)) static void wait_for_the_end(struct tree *tree, int listener, uint64_t end) {
    int pause = FIRST_LOOK_MS;
    for (;;) {
        struct pollfd source = {.fd = listener, .events = POLLIN};
        poll(&source, 1, pause);
        if (source.revents & POLLIN)
            take_caller(tree, listener);
        else if (source.revents)
            _exit(0);
        else if (pause < LONGEST_LOOK_MS)
            pause *= 2;
        refresh(tree);
        if (listener < 0 && tree->count == 0)
            _exit(0);
        if (end && now_us() >= end)
            signal_all(tree, SIGKILL);
    }
}

__attribute__((noreturn)) static void end_program(struct tree *tree, int listener, uint64_t patience) {
    uint64_t end = patience ? now_us() + patience : 0;
    refresh(tree);
    signal_all(tree, SIGTERM);
    signal_all(tree, SIGCONT);
    wait_for_the_end(tree, listener, end);
}

union descriptor_room {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

/* Returns false when the process that we watch has ended. */
static bool receive(int channel, struct tree *tree, int *listener) {
    struct iovec data = {tree->pids, sizeof tree->pids};
    union descriptor_room room = {0};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = room.bytes, .msg_controllen = sizeof room.bytes};
    ssize_t length = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
    if (length <= 0)
        return false;
    tree->count = (size_t)length / sizeof *tree->pids;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_RIGHTS)
        memcpy(listener, CMSG_DATA(header), sizeof *listener);
    return true;
}

/* The children of a process that ends get their new parent with it (forget_original_parent), and so do we: who has
 * another parent than we is a stranger that was given the pid of one that is gone. */
void keep_watch(int channel, pid_t watched, uint64_t patience) {
    static struct tree tree;
    int listener = -1;
    prctl(PR_SET_NAME, "rouse-guard");
    close_all_but(channel);
    while (receive(channel, &tree, &listener))
        ;
    while (getppid() == watched)
        poll(NULL, 0, 1);
    poll(NULL, 0, 1);
    keep_children_of(&tree, getppid());
    end_program(&tree, listener, patience);
}
