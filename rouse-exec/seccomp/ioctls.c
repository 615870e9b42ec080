#include "seccomp/ioctls.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>

#include "messages/log.h"

/* A later kernel may have larger structures, and fills in what it knows, so there must be room. */
#define LARGEST 512

bool receive_notification(int listener, struct seccomp_notif *notification) {
    union {
        struct seccomp_notif notification;
        char room[LARGEST];
    } received;
    memset(&received, 0, sizeof received); /* the kernel refuses what is not zeroed */
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &received) != 0)
        return false;
    *notification = received.notification;
    return true;
}

bool is_notification_valid(int listener, uint64_t id) {
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

/* ENOENT: the caller was interrupted or died meanwhile; it will make the call again, or never. */
void send_answer(int listener, uint64_t id, struct answer answer) {
    union {
        struct seccomp_notif_resp answer;
        char room[LARGEST];
    } sent;
    memset(&sent, 0, sizeof sent);
    sent.answer.id = id;
    sent.answer.error = answer.error;
    sent.answer.flags = answer.continues ? SECCOMP_USER_NOTIF_FLAG_CONTINUE : 0;
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &sent) != 0 && errno != ENOENT)
        warn_errno_once("cannot answer a system call of the program");
}

/* The kernel refuses with EBADF to replace a descriptor that is not below RLIMIT_NOFILE, which the program may have
 * lowered since it opened it (replace_fd). Where we may, the limit is raised for the time of that one call. */
static bool add_above_limit(int listener, struct seccomp_notif_addfd *addfd, pid_t tid) {
    struct rlimit lowered, raised;
    rlim_t enough = addfd->newfd + 1;
    if (prlimit(tid, RLIMIT_NOFILE, NULL, &lowered) != 0 || lowered.rlim_cur >= enough)
        return errno = EBADF, false;
    raised = (struct rlimit){enough, lowered.rlim_max < enough ? enough : lowered.rlim_max};
    if (prlimit(tid, RLIMIT_NOFILE, &raised, NULL) != 0)
        return false;
    int result = ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, addfd), error = errno;
    prlimit(tid, RLIMIT_NOFILE, &lowered, NULL);
    errno = error;
    return result >= 0;
}

/* SECCOMP_ADDFD_FLAG_SEND would make bind return the descriptor's number, so the answer goes separately. */
bool replace_descriptor(int listener, const struct call *call, int fd, int socket, bool close_on_exec) {
    struct seccomp_notif_addfd addfd = {
        .id = call->id,
        .flags = SECCOMP_ADDFD_FLAG_SETFD,
        .srcfd = (uint32_t)socket,
        .newfd = (uint32_t)fd,
        .newfd_flags = close_on_exec ? O_CLOEXEC : 0,
    };
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &addfd) >= 0 ||
           (errno == EBADF && add_above_limit(listener, &addfd, call->tid));
}

void use_fast_wakeups(int listener) {
    uint64_t flags = SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP;
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, flags) != 0)
        debug("no fast wake-ups: %s", strerror(errno));
}
