#include "bind/rehearsal.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bind/request.h"
#include "messages/log.h"
#include "seccomp/call_arguments.h"
#include "seccomp/deadly_filter.h"
#include "seccomp/ioctls.h"
#include "seccomp/trapped_call.h"
#include "sockets/inode_of.h"

/* Unix datagram sockets can be made even where RestrictAddressFamilies= or a missing network forbids the others.
 * Should the bind reach the kernel, the abstract name does no harm. */
struct rehearsal prepare_rehearsal(void) {
    return (struct rehearsal){
        .old = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0),
        .fresh = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0),
    };
}

void close_rehearsal(const struct rehearsal *rehearsal) {
    if (rehearsal->old >= 0)
        close(rehearsal->old);
    if (rehearsal->fresh >= 0)
        close(rehearsal->fresh);
}

union descriptor_room {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

static void send_descriptor(int channel, int fd) {
    char byte = 'L';
    struct iovec data = {&byte, 1};
    union descriptor_room room = {0};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = room.bytes, .msg_controllen = sizeof room.bytes};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    if (sendmsg(channel, &message, MSG_NOSIGNAL) < 0)
        die_errno("cannot pass the seccomp listener to the supervisor");
}

static int receive_descriptor(int channel) {
    char byte;
    struct iovec data = {&byte, 1};
    union descriptor_room room = {0};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = room.bytes, .msg_controllen = sizeof room.bytes};
    int fd = -1;
    if (recvmsg(channel, &message, MSG_CMSG_CLOEXEC) <= 0)
        return -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_RIGHTS)
        memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

void play_program(const struct rehearsal *rehearsal, int channel, int listener) {
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "\0rouse-exec rehearsal"};
    send_descriptor(channel, listener);
    close(listener);
    int result = bind(rehearsal->old, (struct sockaddr *)&address, sizeof address);
    if (result != 0 && errno == ENOSYS) /* nobody holds the listener any more */
        die("the supervisor was killed while it tried the hand-over; in a unit add \"%s\" to SystemCallFilter=",
            needed_calls);
    if (result != 0 || inode_of(rehearsal->old) != inode_of(rehearsal->fresh))
        _exit(EXIT_OWN_FAILURE); /* the supervisor says why */
    if (send(channel, "D", 1, MSG_NOSIGNAL) != 1)
        die_errno("cannot tell the supervisor that the hand-over works");
}

/* Without pidfd_getfd, binds can still be answered from what /proc says about the socket. */
static bool can_tell_socket(const struct call *call) {
    struct bind_request request = {0};
    int old;
    bool known = read_bind_socket(call, &request, &old);
    if (old >= 0)
        close(old);
    return known;
}

static const char *try_handover(const struct rehearsal *rehearsal, int listener,
                                const struct seccomp_notif *notification) {
    struct address address;
    struct call call;
    if (!read_call(notification, &call))
        return "the system call that arrived is not the one that was made (is /proc of another pid namespace?)";
    if (!read_address(&call, &address))
        return "cannot read the program's memory (process_vm_readv, /proc/PID/mem; Yama's ptrace_scope, a "
               "SystemCallFilter=)";
    if (!can_tell_socket(&call))
        return "cannot tell the program's sockets (pidfd_getfd, /proc/PID/fd; a SystemCallFilter=, a container "
               "without CAP_SYS_PTRACE)";
    if (!replace_descriptor(listener, &call, descriptor_of(&call), rehearsal->fresh, true))
        return "cannot put a socket into the program (SECCOMP_IOCTL_NOTIF_ADDFD, Linux 5.9)";
    return NULL;
}

static const char *answer_rehearsal(const struct rehearsal *rehearsal, int listener) {
    struct seccomp_notif notification;
    if (!receive_notification(listener, &notification))
        return "cannot receive notifications (SECCOMP_IOCTL_NOTIF_RECV; an AppArmor profile?)";
    const char *problem = try_handover(rehearsal, listener, &notification);
    int error = errno;
    send_answer(listener, notification.id, problem ? ANSWER_CONTINUE : ANSWER_SUCCESS);
    errno = error;
    return problem;
}

int play_supervisor(const struct rehearsal *rehearsal, int channel) {
    int listener = receive_descriptor(channel);
    if (listener < 0)
        return -1;
    use_fast_wakeups(listener);
    struct pollfd either[] = {{.fd = listener, .events = POLLIN}, {.fd = channel, .events = POLLIN}};
    poll(either, 2, -1);
    const char *problem = either[0].revents & POLLIN ? answer_rehearsal(rehearsal, listener) : NULL;
    char byte;
    if (problem)
        warn_errno("cannot hand sockets over here: %s", problem);
    else if (recv(channel, &byte, 1, 0) == 1)
        return listener;
    else
        warn("cannot hand sockets over here: a socket that was put in place did not arrive");
    close(listener);
    return -1;
}
