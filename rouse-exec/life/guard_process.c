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

#include "array.h"
#include "clock.h"
#include "freeze/cgroup.h"
#include "kernel/descendant.h"
#include "kernel/own_descriptors.h"
#include "kernel/process.h"
#include "kernel/process_list.h"
#include "life/guarded_tree.h"
#include "scratch.h"
#include "seccomp/ioctls.h"

#define FIRST_LOOK_MS 20
#define LONGEST_LOOK_MS 1000
#define LONGEST_SEARCH_MS 60000 /* for those of whom no one is known */
#define REST 9 /* times as long as a look, before the next one */

/* Whoever makes a trapped call belongs to the program, even if its parents had ended unseen. What was read of it is
 * about the caller only if that still waits. */
static void take_caller(struct guarded_tree *tree, int listener) {
    struct seccomp_notif notification;
    struct process_identity caller;
    if (!receive_notification(listener, &notification))
        return;
    pid_t group = thread_group_of((pid_t)notification.pid);
    if (group > 0 && identify(group, &caller) && is_notification_valid(listener, notification.id) &&
        add_member(tree, &caller))
        signal_identified(&caller, SIGTERM);
    send_answer(listener, notification.id, (struct answer){.error = -ENOSYS});
}

/* Whoever was found late, since a process that forks and ends all the time is gone when its turn comes in a list, is told
 * as the others were. What a member starts when it is told, to end in order, is not. Returns whether there are new ones. */
static bool look_for_orphans(struct guarded_tree *tree, const struct orphan_marks *marks, uint64_t end) {
    size_t known = note_orphans(tree, marks);
    signal_new_orphans(tree, known, SIGTERM);
    signal_new_orphans(tree, known, SIGCONT);
    if (end && now_us() >= end)
        signal_members(tree, SIGKILL);
    return tree->count > known;
}

/* The listener hangs up when no filtered process is left. There is none when we are killed during the start: then the
 * program has ended when nobody is found for a second. */
static bool may_be_left(const struct guarded_tree *tree, int listener, int pause) {
    return listener >= 0 || tree->count > 0 || pause < LONGEST_LOOK_MS;
}

static int longer(const struct guarded_tree *tree, int pause) {
    int longest = tree->count > 0 ? LONGEST_LOOK_MS : LONGEST_SEARCH_MS;
    return pause * 2 < longest ? pause * 2 : longest;
}

__attribute__((noreturn)) static void wait_for_the_end(struct guarded_tree *tree, const struct orphan_marks *marks,
                                                       int listener, uint64_t end) {
    int pause = FIRST_LOOK_MS;
    while (may_be_left(tree, listener, pause)) {
        struct pollfd source = {.fd = listener, .events = POLLIN};
        poll(&source, 1, pause);
        if (source.revents & POLLIN)
            take_caller(tree, listener);
        else if (source.revents)
            break;
        else
            pause = longer(tree, pause);
        if (look_for_orphans(tree, marks, end))
            pause = FIRST_LOOK_MS;
    }
    _exit(0);
}

__attribute__((noreturn)) static void end_program(struct guarded_tree *tree, const struct orphan_marks *marks,
                                                  int listener, uint64_t patience) {
    uint64_t end = patience ? now_us() + patience : 0;
    note_orphans(tree, marks);
    signal_members(tree, SIGTERM);
    signal_members(tree, SIGCONT);
    wait_for_the_end(tree, marks, listener, end);
}

union descriptor_room {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

/* Takes one message. Returns false when there is none: the process that we watch has ended, or without MSG_DONTWAIT
 * in FLAGS nothing has come. */
static bool receive(int channel, int flags, struct guarded_tree *tree, int *listener) {
    struct process_identity children[TOLD_MAX];
    struct iovec data = {children, sizeof children};
    union descriptor_room room = {0};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = room.bytes, .msg_controllen = sizeof room.bytes};
    ssize_t length = recvmsg(channel, &message, MSG_CMSG_CLOEXEC | flags);
    if (length <= 0)
        return false;
    for (size_t i = 0; i < (size_t)length / sizeof *children; i++)
        add_member(tree, &children[i]);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_RIGHTS)
        memcpy(listener, CMSG_DATA(header), sizeof *listener);
    return true;
}

/* A program whose processes end all the time has us look a tenth of it, at most. */
static void look(struct guarded_tree *tree, int channel, pid_t watched) {
    struct pollfd hang_up = {.fd = channel};
    uint64_t begun = now_us();
    note_descendants(tree, watched);
    poll(&hang_up, 1, (int)((now_us() - begun) * REST / 1000));
}

/* The children of a process that ends get their new parent with it (forget_original_parent), and so do we. */
void keep_watch(const struct service *service, int channel, const struct process_identity *watched) {
    SCRATCH static struct guarded_tree tree;
    int listener = -1;
    prctl(PR_SET_NAME, "rouse-guard");
    leave_out_of_lists(LEFT_OUT_GUARD, getpid());
    /* The turn of --one-of is over when the program has ended, and not before. */
    int kept[] = {channel, service->turn.folder, service->turn.ticket, cgroup_switch()};
    close_descriptors_but(kept, COUNT_OF(kept));
    while (receive(channel, 0, &tree, &listener)) {
        while (receive(channel, MSG_DONTWAIT, &tree, &listener))
            ;
        look(&tree, channel, watched->pid);
    }
    note_descendants(&tree, watched->pid);
    while (getppid() == watched->pid)
        poll(NULL, 0, 1);
    poll(NULL, 0, 1);
    thaw_cgroup();
    struct orphan_marks marks = {.passed = &service->passed, .parent = getppid(), .born_after = watched->started};
    end_program(&tree, &marks, listener, service->options->stop_timeout_us);
}
