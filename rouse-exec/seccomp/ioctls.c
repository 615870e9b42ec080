#include "seccomp/ioctls.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bind/answer_bind.h"
#include "guards/guard.h"
#include "guards/rename.h"
#include "messages/log.h"

struct notification_sizes {
    uint16_t notification, answer, data;
};

/* A later kernel may have larger structures; it fills in what it knows, so there must be room. */
#define LARGEST 512

bool receive_notification(int listener, struct notification *notification) {
    union {
        struct notification notification;
        char room[LARGEST];
    } received;
    memset(&received, 0, sizeof received); /* the kernel refuses what is not zeroed */
    if (ioctl(listener, NOTIF_RECV, &received) != 0)
        return false;
    *notification = received.notification;
    return true;
}

bool still_waits(int listener, uint64_t id) {
    return ioctl(listener, NOTIF_ID_VALID, &id) == 0;
}

/* ENOENT: the caller was interrupted or died meanwhile; it will bind again or never. */
void send_answer(int listener, uint64_t id, struct answer answer) {
    union {
        struct notification_answer answer;
        char room[LARGEST];
    } sent;
    memset(&sent, 0, sizeof sent);
    sent.answer.id = id;
    sent.answer.error = answer.error;
    sent.answer.flags = answer.go_on ? SECCOMP_CONTINUE : 0;
    if (ioctl(listener, NOTIF_SEND, &sent) != 0 && errno != ENOENT)
        warn_errno("cannot answer a system call of the program");
}

void use_fast_wakeups(int listener) {
    uint64_t flags = SECCOMP_SYNC_WAKE;
    if (ioctl(listener, NOTIF_SET_FLAGS, flags) != 0)
        debug("no fast wake-ups: %s", strerror(errno));
}

typedef struct answer answer_function(struct service *service, const struct call *call);

static answer_function *const answers[] = {
    [BIND] = answer_bind,       [LISTEN] = answer_listen, [CONNECT] = answer_connect,
    [UNLINK] = answer_unlink,   [RENAME] = answer_rename, [CHANGE] = answer_change,
};

static struct answer answer_notification(struct service *service, const struct notification *notification) {
    struct call call;
    return read_call(notification, &call) ? answers[call.form->operation](service, &call) : GO_ON;
}

void handle_notification(struct service *service) {
    struct notification notification;
    if (!receive_notification(service->listener, &notification)) {
        if (errno != ENOENT && errno != EINTR)
            warn_errno("cannot receive a system call of the program");
        return;
    }
    send_answer(service->listener, notification.id, answer_notification(service, &notification));
}

void stop_listening_to_calls(struct service *service) {
    if (service->listener >= 0)
        close(service->listener);
    service->listener = -1;
}
