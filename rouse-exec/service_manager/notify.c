#include "service_manager/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "messages/log.h"
#include "scoped_fd.h"
#include "service_manager/environment.h"

#define DESCRIPTORS_MAX 253 /* SCM_MAX_FD */

static struct {
    struct sockaddr_un address;
    socklen_t length; /* 0: nobody listens */
} manager;

void take_notify_socket(void) {
    const char *text = getenv("NOTIFY_SOCKET");
    if (!text)
        return;
    size_t length = strlen(text);
    if ((*text != '/' && *text != '@') || length < 2 || length > sizeof manager.address.sun_path)
        die("cannot use NOTIFY_SOCKET=%s: expected /path or @name of at most %zu bytes", text,
            sizeof manager.address.sun_path);
    manager.address.sun_family = AF_UNIX;
    memcpy(manager.address.sun_path, text, length);
    manager.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    if (*text == '@')
        manager.address.sun_path[0] = 0;
    remove_variable("NOTIFY_SOCKET");
}

/* A manager that does not read must not keep a bind of the program waiting for ever. */
void notify_with(const char *text, const int *descriptors, size_t count) {
    struct timeval patience = {.tv_sec = 1};
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(DESCRIPTORS_MAX * sizeof(int))];
    struct iovec data = {(void *)text, strlen(text)};
    struct msghdr message = {.msg_name = &manager.address, .msg_namelen = manager.length, .msg_iov = &data, .msg_iovlen = 1};
    if (manager.length == 0 || count > DESCRIPTORS_MAX)
        return;
    if (count > 0) {
        struct cmsghdr *header = (struct cmsghdr *)control;
        memset(control, 0, sizeof control);
        *header = (struct cmsghdr){
            .cmsg_len = CMSG_LEN(count * sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(header), descriptors, count * sizeof(int));
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(count * sizeof(int));
    }
    SCOPED_FD fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0 ||
        sendmsg(fd, &message, MSG_NOSIGNAL) < 0)
        warn_errno_once("cannot tell the service manager: %.20s", text);
}

void notify(const char *text) {
    notify_with(text, NULL, 0);
}
