#include "life/run_guard.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/process.h"
#include "life/guard_process.h"
#include "messages/log.h"

#define CHILDREN_MAX 1024

/* Without an exit signal its end is no SIGCHLD, and waitpid(2) sees it only with __WCLONE. */
static bool start_guard(struct service *service) {
    struct run_guard *guard = &service->guard;
    int ends[2];
    pid_t own = getpid();
    *guard = (struct run_guard){.channel = -1};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    guard->pid = (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);
    if (guard->pid == 0) {
        close(ends[1]);
        keep_watch(ends[0], own, service->options->stop_timeout_us);
    }
    close(ends[0]);
    guard->channel = ends[1];
    leave_out_of_lists(guard->pid);
    return guard->pid > 0;
}

union descriptor_room {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

static bool send_message(int channel, const pid_t *pids, size_t count, int descriptor) {
    struct iovec data = {(void *)pids, count * sizeof *pids};
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

static bool tell(struct service *service) {
    struct run_guard *guard = &service->guard;
    int listener = guard->has_listener ? -1 : service->listener;
    struct process_list children = list_generations(1);
    size_t count = children.count < CHILDREN_MAX ? children.count : CHILDREN_MAX;
    bool told = count == 0 || send_message(guard->channel, children.pids, count, listener);
    guard->has_listener = guard->has_listener || (told && count > 0 && listener >= 0);
    return told;
}

/* Somebody may have killed the guard. */
void inform_run_guard(struct service *service) {
    if (service->guard.pid <= 0 || tell(service))
        return;
    end_run_guard(service);
    if (!start_guard(service) || !tell(service))
        debug("no process would end the program if we were killed");
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
    leave_out_of_lists(0);
    *guard = (struct run_guard){.channel = -1};
}
