#include "life/dispatch.h"

#include <unistd.h>

#include "bind/answer_bind.h"
#include "bind/answer_shutdown.h"
#include "guards/connect.h"
#include "guards/guard.h"
#include "guards/link.h"
#include "guards/rename.h"
#include "kernel/bounded_read.h"
#include "seccomp/ioctls.h"
#include "seccomp/received.h"
#include "seccomp/trapped_call.h"

typedef struct answer answer_function(struct service *service, const struct call *call);

/* With UFFD_USER_MODE_ONLY, which an unprivileged program needs, faults of the kernel's reads fail at once. */
static struct answer answer_userfaultfd(struct service *service, const struct call *call) {
    (void)service;
    if (!(call->arguments[0] & UFFD_USER_MODE_ONLY))
        set_may_fault_for_ever(true);
    return ANSWER_CONTINUE;
}

/* Made by the program itself, and by no thread that we had make it. */
static struct answer answer_swap(struct service *service, const struct call *call) {
    (void)service;
    (void)call;
    return ANSWER_CONTINUE;
}

static answer_function *const answers[] = {
    [OP_BIND] = answer_bind,       [OP_LISTEN] = answer_listen, [OP_CONNECT] = answer_connect,
    [OP_UNLINK] = answer_unlink,   [OP_RENAME] = answer_rename, [OP_SETATTR] = answer_setattr,
    [OP_LINK] = answer_link,       [OP_SHUTDOWN] = answer_shutdown,
    [OP_USERFAULTFD] = answer_userfaultfd, [OP_SWAP] = answer_swap,
};

static struct answer answer_notification(struct service *service, const struct seccomp_notif *notification) {
    struct call call;
    return read_call(notification, &call) ? answers[call.form->operation](service, &call) : ANSWER_CONTINUE;
}

void handle_notification(struct service *service) {
    struct seccomp_notif notification;
    if (take_received(&notification))
        send_answer(service->listener, notification.id, answer_notification(service, &notification));
}

void close_listener(struct service *service) {
    if (service->listener >= 0)
        close(service->listener);
    service->listener = -1;
    forget_received();
}
