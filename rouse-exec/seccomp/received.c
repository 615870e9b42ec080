#include "seccomp/received.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>

#include "messages/log.h"
#include "seccomp/ioctls.h"

#define RECEIVED_MAX 16

static struct seccomp_notif received[RECEIVED_MAX];
static size_t first, count;

/* Returns false when there is no room, or receiving fails. A call that was withdrawn is no failure. */
static bool receive_one(int listener) {
    if (count == RECEIVED_MAX)
        return false;
    if (receive_notification(listener, &received[(first + count) % RECEIVED_MAX])) {
        count++;
        return true;
    }
    if (errno == ENOENT || errno == EINTR)
        return true;
    warn_errno_once("cannot receive a system call of the program");
    return false;
}

/* SECCOMP_IOCTL_NOTIF_RECV would block. */
static bool is_any_waiting(int listener) {
    struct pollfd waiting = {.fd = listener, .events = POLLIN};
    return poll(&waiting, 1, 0) == 1 && (waiting.revents & POLLIN);
}

void receive_waiting(int listener) {
    while (is_any_waiting(listener) && receive_one(listener))
        ;
}

void receive_calls(int listener) {
    if (receive_one(listener))
        receive_waiting(listener);
}

/* The others keep their order. */
static bool take_from(pid_t tid, struct seccomp_notif *notification) {
    size_t kept = 0;
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        struct seccomp_notif one = received[(first + i) % RECEIVED_MAX];
        if (!found && one.pid == (uint32_t)tid) {
            *notification = one;
            found = true;
        } else {
            received[(first + kept++) % RECEIVED_MAX] = one;
        }
    }
    count = kept;
    return found;
}

bool receive_from(int listener, pid_t tid, struct seccomp_notif *notification) {
    receive_waiting(listener);
    return take_from(tid, notification);
}

bool has_received(void) {
    return count > 0;
}

bool take_received(struct seccomp_notif *notification) {
    if (count == 0)
        return false;
    *notification = received[first];
    first = (first + 1) % RECEIVED_MAX;
    count--;
    return true;
}

void forget_received(void) {
    count = 0;
}
