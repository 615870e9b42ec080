#include "gate/process_life.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "gate/gate_process.h"
#include "gate/message.h"
#include "kernel/process_list.h"
#include "messages/log.h"
#include "sockets/inode_of.h"

#define PATIENCE_MS 10000 /* for namespaces on a busy machine */
#define ENDING_US 1000000

bool refuse_gate(const char *doing, int error) {
    errno = error;
    warn_errno_once("cannot keep clients from the program until --ready-check passes: to %s failed", doing);
    return false;
}

/* Without an exit signal its end is no SIGCHLD, and waitpid(2) sees it only with __WCLONE. */
static bool start_process(struct service *service) {
    struct gate *gate = &service->gate;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    gate->pid = (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);
    if (gate->pid == 0) {
        close(ends[0]);
        keep_gate(service, ends[1]);
    }
    if (gate->pid > 0)
        setpgid(gate->pid, 0);
    close(ends[1]);
    gate->channel = ends[0];
    leave_out_of_lists(LEFT_OUT_GATE, gate->pid);
    return gate->pid > 0;
}

static bool take_socket(struct passed_socket *socket, int fd) {
    socket->private_listener = fd;
    socket->private_inode = fd >= 0 ? inode_of(fd) : 0;
    socket->gated = socket->private_inode != 0;
    return socket->gated;
}

static bool take_sockets(struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++) {
        struct gate_message message;
        int fd;
        if (service->passed.sockets[i].type == SOCK_DGRAM)
            continue;
        if (!receive_of_gate(service->gate.channel, &message, &fd, PATIENCE_MS))
            return refuse_gate("make private sockets", errno);
        if (message.word != GATE_SOCKET || !take_socket(&service->passed.sockets[message.index], fd))
            return refuse_gate(message.text, message.error);
    }
    return true;
}

bool start_gate_process(struct service *service) {
    return (start_process(service) || refuse_gate("start a process", errno)) && take_sockets(service);
}

void await_silent_end(pid_t pid) {
    uint64_t end = now_us() + ENDING_US;
    pid_t ended;
    while ((ended = waitpid(pid, NULL, __WCLONE | WNOHANG)) == 0 && now_us() < end)
        nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
    if (ended != 0)
        return;
    kill(pid, SIGKILL);
    waitpid(pid, NULL, __WCLONE);
}

void end_gate_process(struct gate *gate) {
    if (gate->channel > 0)
        close(gate->channel);
    gate->channel = -1;
    if (gate->pid > 0)
        await_silent_end(gate->pid); /* it ends what it runs, and itself, when the channel is closed */
    gate->pid = 0;
    leave_out_of_lists(LEFT_OUT_GATE, 0);
}
