#include "kernel/sock_diag.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "array.h"
#include "kernel/diag_query.h"

static bool is_local_address(const struct address *address, const uint32_t source[4]) {
    if (is_wildcard(address))
        return true;
    if (address->any.sa_family == AF_INET)
        return address->in.sin_addr.s_addr == source[0];
    return memcmp(&address->in6.sin6_addr, source, sizeof address->in6.sin6_addr) == 0;
}

static bool is_of_port(const struct address *address, const struct inet_diag_sockid *id) {
    return id->idiag_sport == htons((uint16_t)port_of(address));
}

bool is_made_to(const struct address *address, const struct inet_diag_sockid *id) {
    return is_of_port(address, id) && is_local_address(address, id->idiag_src);
}

struct sought {
    const struct address *address;
    ino_t inode; /* to find; 0: any that keeps others from ADDRESS */
    ino_t found;
};

/* Two sockets of one port conflict when one of them is bound to every address, or both to the same. */
static bool conflicts_with(const struct address *address, const struct inet_diag_msg *message) {
    static const uint32_t any[4];
    size_t length = message->idiag_family == AF_INET ? 4 : 16;
    if (is_wildcard(address) || memcmp(message->id.idiag_src, any, length) == 0)
        return true;
    return address->any.sa_family == message->idiag_family && is_local_address(address, message->id.idiag_src);
}

static bool find_inode(const void *data, size_t length, void *context) {
    const struct inet_diag_msg *message = data;
    struct sought *sought = context;
    if (length < sizeof *message || !is_of_port(sought->address, &message->id))
        return true;
    bool fits = sought->inode ? sought->inode == message->idiag_inode : conflicts_with(sought->address, message);
    if (fits)
        sought->found = message->idiag_inode;
    return !fits;
}

bool is_visible(const struct address *address, int type, ino_t inode) {
    if (!is_inet(address))
        return true;
    struct sought sought = {.address = address, .inode = inode};
    int protocol = type == SOCK_DGRAM ? IPPROTO_UDP : IPPROTO_TCP;
    return ask_inet(address->any.sa_family, protocol, port_of(address), ANY_TCP_STATE, find_inode, &sought) &&
           sought.found != 0;
}

ino_t find_holder(const struct address *address, int type) {
    struct sought sought = {.address = address};
    int protocol = type == SOCK_DGRAM ? IPPROTO_UDP : IPPROTO_TCP;
    uint32_t states = type == SOCK_DGRAM ? ANY_TCP_STATE : TCP_STATE_BIT(TCP_LISTEN);
    const int families[] = {AF_INET, AF_INET6};
    for (size_t i = 0; i < COUNT_OF(families) && sought.found == 0; i++)
        ask_inet(families[i], protocol, port_of(address), states, find_inode, &sought);
    return sought.found;
}

static bool read_queue_length(const void *data, size_t length, void *context) {
    const struct nlattr *queue =
        find_attribute(data, length, sizeof(struct unix_diag_msg), UNIX_DIAG_RQLEN);
    if (queue && queue->nla_len >= sizeof *queue + sizeof(struct unix_diag_rqlen))
        memcpy(context, queue + 1, sizeof(struct unix_diag_rqlen));
    return false;
}

int unix_backlog(ino_t inode) {
    struct unix_diag_rqlen length = {0};
    ask_unix(inode, UDIAG_SHOW_RQLEN, read_queue_length, &length);
    return (int)length.udiag_wqueue;
}

static bool read_bound_file(const void *data, size_t length, void *context) {
    const struct nlattr *file =
        find_attribute(data, length, sizeof(struct unix_diag_msg), UNIX_DIAG_VFS);
    if (file && file->nla_len >= sizeof *file + sizeof(struct unix_diag_vfs))
        memcpy(context, file + 1, sizeof(struct unix_diag_vfs));
    return false;
}

/* The kernel's own encoding of a device number: 12 bits major, 20 minor (include/linux/kdev_t.h). */
static uint32_t kernel_device(dev_t device) {
    return major(device) << 20 | minor(device);
}

bool is_bound_to_file(ino_t inode, const struct stat *status) {
    struct unix_diag_vfs file = {0};
    return ask_unix(inode, UDIAG_SHOW_VFS, read_bound_file, &file) && file.udiag_vfs_ino == (uint32_t)status->st_ino &&
           file.udiag_vfs_dev == kernel_device(status->st_dev);
}
