#include "life/run_guard.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "kernel/process.h"
#include "kernel/process_list.h"
#include "life/guard_process.h"
#include "messages/log.h"

#define SHORTEST_US 1000000 /* between two guards, between two reports of a bind, and between two looks for use */

/* Without an exit signal its end is no SIGCHLD, and waitpid(2) sees it only with __WCLONE. */
static bool start_guard(struct service *service) {
    struct run_guard *guard = &service->guard;
    int ends[2];
    struct process_identity own; /* read here: we may have ended before the guard has its first turn */
    *guard = (struct run_guard){.channel = -1, .since = now_us()};
    if (!identify(getpid(), &own) || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    guard->pid = (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);
    if (guard->pid == 0) {
        close(ends[1]);
        keep_watch(service, ends[0], &own);
    }
    /* A shell, timeout(1) or a runner of tests kills our whole process group, and the program is in another one. At a
     * terminal the guard is in the program's, where what the keys send waits for it for ever (was_interrupted). */
    if (guard->pid > 0 && (service->terminal_group == 0 || setpgid(guard->pid, service->terminal_group) != 0))
        setpgid(guard->pid, 0);
    close(ends[0]);
    guard->channel = ends[1];
    leave_out_of_lists(LEFT_OUT_GUARD, guard->pid);
    return guard->pid > 0;
}

union descriptor_room {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

static bool send_message(int channel, const struct process_identity *children, size_t count, int descriptor) {
    struct iovec data = {(void *)children, count * sizeof *children};
    union descriptor_room room = {0};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = room.bytes;
        message.msg_controllen = sizeof room.bytes;
        room.header = (struct cmsghdr){
            .cmsg_len = CMSG_LEN(sizeof descriptor), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(&room.header), &descriptor, sizeof descriptor);
    }
    return sendmsg(channel, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

/* The first of our children: until the guard has looked itself, which it may be late to do, it knows only these. */
static size_t identify_children(struct process_identity found[TOLD_MAX]) {
    struct process_list children = list_generations(1);
    size_t count = 0;
    for (size_t i = 0; i < children.count && count < TOLD_MAX; i++)
        count += identify(children.pids[i], &found[count]) && found[count].parent == getpid();
    return count;
}

/* Where the queue is full, a guard that has not looked yet is about to. An empty message would be the end of the
 * channel. Returns false when the guard has ended. */
static bool tell(struct service *service) {
    struct run_guard *guard = &service->guard;
    struct process_identity children[TOLD_MAX];
    int listener = guard->has_listener ? -1 : service->listener;
    size_t count = identify_children(children);
    bool told = count == 0 || send_message(guard->channel, children, count, listener);
    guard->has_listener = guard->has_listener || (told && count > 0 && listener >= 0);
    guard->told_at = now_us();
    return told || errno == EAGAIN;
}

static void replace(struct service *service) {
    end_run_guard(service);
    if (start_guard(service) && tell(service))
        return;
    debug("no process would end the program if we were killed");
    end_run_guard(service);
    service->guard.again_at = now_us() + SHORTEST_US;
}

void inform_run_guard(struct service *service) {
    struct run_guard *guard = &service->guard;
    if (guard->pid > 0 ? !tell(service) : guard->again_at != 0)
        replace(service);
}

/* A message that holds no child. Listing them would be half of the look for use that this belongs to; to wake the guard
 * is a tenth of it, and where looks are frequent, once in a while is enough. */
void have_run_guard_look(struct service *service) {
    struct run_guard *guard = &service->guard;
    if (guard->has_listener && now_us() - guard->told_at < SHORTEST_US)
        return;
    bool sent = guard->has_listener && send(guard->channel, "", 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
    if (sent)
        guard->told_at = now_us();
    else
        inform_run_guard(service);
}

void inform_run_guard_of_binds(struct service *service) {
    if (service->guard.pid > 0 && now_us() - service->guard.told_at >= SHORTEST_US)
        inform_run_guard(service);
}

bool was_interrupted(const struct service *service) {
    pid_t guard = service->guard.pid;
    return guard > 0 && (is_signal_pending(guard, SIGINT) || is_signal_pending(guard, SIGQUIT));
}

int run_guard_channel(const struct service *service) {
    return service->guard.pid > 0 ? service->guard.channel : -1;
}

uint64_t run_guard_deadline(const struct service *service) {
    return service->guard.again_at;
}

/* One that ended at once would end again. */
void replace_lost_guard(struct service *service) {
    uint64_t soonest = service->guard.since + SHORTEST_US;
    end_run_guard(service);
    if (now_us() >= soonest)
        replace(service);
    else
        service->guard.again_at = soonest;
}

bool begin_run_guard(struct service *service) {
    return start_guard(service) && tell(service);
}

void end_run_guard(struct service *service) {
    struct run_guard *guard = &service->guard;
    if (guard->channel > 0)
        close(guard->channel);
    if (guard->pid > 0) {
        kill(guard->pid, SIGKILL);
        waitpid(guard->pid, NULL, __WCLONE);
    }
    leave_out_of_lists(LEFT_OUT_GUARD, 0);
    *guard = (struct run_guard){.channel = -1};
}
