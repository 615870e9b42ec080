#include "gate/message.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

union descriptor_room {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

bool send_to_gate(int channel, const struct gate_message *message, int fd) {
    struct iovec data = {(void *)message, sizeof *message};
    union descriptor_room room = {0};
    struct msghdr whole = {.msg_iov = &data, .msg_iovlen = 1};
    if (fd >= 0) {
        whole.msg_control = room.bytes;
        whole.msg_controllen = sizeof room.bytes;
        room.header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof fd), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(&room.header), &fd, sizeof fd);
    }
    return sendmsg(channel, &whole, MSG_NOSIGNAL) == sizeof *message;
}

static bool is_there(int channel, int milliseconds) {
    struct pollfd source = {.fd = channel, .events = POLLIN};
    int found = poll(&source, 1, milliseconds);
    if (found == 0)
        errno = ETIMEDOUT;
    return found == 1;
}

bool receive_of_gate(int channel, struct gate_message *message, int *fd, int milliseconds) {
    struct iovec data = {message, sizeof *message};
    union descriptor_room room = {0};
    struct msghdr whole = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = room.bytes, .msg_controllen = sizeof room.bytes};
    *fd = -1;
    if (!is_there(channel, milliseconds))
        return false;
    ssize_t length = recvmsg(channel, &whole, MSG_CMSG_CLOEXEC);
    if (length != sizeof *message) {
        errno = length < 0 ? errno : EPIPE;
        return false;
    }
    struct cmsghdr *header = CMSG_FIRSTHDR(&whole);
    if (header && header->cmsg_type == SCM_RIGHTS)
        memcpy(fd, CMSG_DATA(header), sizeof *fd);
    return true;
}
