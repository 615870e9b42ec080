#include "service_manager/program_notify.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "kernel/descendant.h"
#include "scoped_fd.h"
#include "scratch.h"
#include "service_manager/environment.h"
#include "service_manager/notify.h"

#define TEXT_MAX 4096        /* NOTIFY_BUFFER_MAX of systemd */
#define DESCRIPTORS_MAX 253  /* SCM_MAX_FD */

SCRATCH static char text[TEXT_MAX + 1];

static union {
    struct cmsghdr first;
    char bytes[CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(DESCRIPTORS_MAX * sizeof(int))];
} control SCRATCH;

static void name_it(const struct sockaddr_un *address, socklen_t length) {
    static char assignment[64];
    int name = (int)length - (int)offsetof(struct sockaddr_un, sun_path) - 1;
    snprintf(assignment, sizeof assignment, "NOTIFY_SOCKET=@%.*s", name, address->sun_path + 1);
    set_variable(assignment);
}

/* An abstract name that the kernel chooses. */
int open_program_notify(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t length = sizeof address.sun_family;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &(int){1}, sizeof(int)) == 0 &&
        bind(fd, (struct sockaddr *)&address, length) == 0 && (length = sizeof address) > 0 &&
        getsockname(fd, (struct sockaddr *)&address, &length) == 0) {
        name_it(&address, length);
        return fd;
    }
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

/* Takes the line of LENGTH bytes at LINE out of the text. */
static void drop(char *line, size_t length) {
    char *next = line + length + (line[length] == '\n');
    memmove(line, next, strlen(next) + 1);
}

/* Returns whether READY=1 was there. */
static bool sift(char *line, bool holds_ready) {
    bool ready = false;
    while (*line) {
        size_t length = strcspn(line, "\n");
        bool is_ready = length == 7 && strncmp(line, "READY=1", length) == 0;
        ready = ready || is_ready;
        if ((is_ready && holds_ready) || strncmp(line, "MAINPID=", 8) == 0)
            drop(line, length);
        else
            line += length + (line[length] == '\n');
    }
    return ready;
}

struct extras {
    pid_t sender;
    uid_t user; /* of it */
    const int *descriptors;
    size_t count;
};

static struct extras read_extras(struct msghdr *message) {
    struct extras extras = {0};
    for (struct cmsghdr *one = CMSG_FIRSTHDR(message); one; one = CMSG_NXTHDR(message, one)) {
        struct ucred sender;
        if (one->cmsg_type == SCM_CREDENTIALS) {
            memcpy(&sender, CMSG_DATA(one), sizeof sender);
            extras.sender = sender.pid;
            extras.user = sender.uid;
        } else if (one->cmsg_type == SCM_RIGHTS) {
            extras.descriptors = (const int *)(const void *)CMSG_DATA(one);
            extras.count = (one->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        }
    }
    return extras;
}

/* A process that has ended, and was waited for, is known by its user alone. */
static bool is_of_program(const struct extras *extras) {
    bool has_ended = extras->sender > 0 && kill(extras->sender, 0) != 0 && errno == ESRCH;
    return has_ended ? extras->user == geteuid() : is_descendant(extras->sender);
}

static bool take_one(int fd, bool holds_ready, bool *ready) {
    struct iovec data = {text, TEXT_MAX};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t length = recvmsg(fd, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (length < 0)
        return errno == EINTR;
    text[length] = 0;
    struct extras extras = read_extras(&message);
    if (is_of_program(&extras)) {
        *ready = sift(text, holds_ready) || *ready;
        if (*text || extras.count > 0)
            notify_with(text, extras.descriptors, extras.count);
    }
    for (size_t i = 0; i < extras.count; i++)
        close(extras.descriptors[i]);
    return true;
}

bool relay_notifications(int fd, bool holds_ready) {
    bool ready = false;
    while (take_one(fd, holds_ready, &ready))
        ;
    return ready;
}
