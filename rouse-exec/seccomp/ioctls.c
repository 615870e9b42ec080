#include "seccomp/ioctls.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>

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

/* SECCOMP_ADDFD_FLAG_SEND would make bind return the descriptor's number, so the answer goes separately. */
bool replace_descriptor(int listener, uint64_t id, int fd, int socket, bool close_on_exec) {
    struct seccomp_notif_addfd addfd = {
        .id = id,
        .flags = SECCOMP_ADDFD_FLAG_SETFD,
        .srcfd = (uint32_t)socket,
        .newfd = (uint32_t)fd,
        .newfd_flags = close_on_exec ? O_CLOEXEC : 0,
    };
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &addfd) >= 0;
}

void use_fast_wakeups(int listener) {
    uint64_t flags = SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP;
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, flags) != 0)
        debug("no fast wake-ups: %s", strerror(errno));
}
