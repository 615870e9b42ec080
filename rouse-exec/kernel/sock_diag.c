#include "kernel/sock_diag.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "array.h"
#include "kernel/diag_query.h"

bool is_local_address(const struct address *address, const uint32_t source[4]) {
    if (is_wildcard(address))
        return true;
    if (address->any.sa_family == AF_INET)
        return address->in.sin_addr.s_addr == source[0];
    return memcmp(&address->in6.sin6_addr, source, sizeof address->in6.sin6_addr) == 0;
}

struct sought {
    const struct address *address;
    ino_t inode; /* to find; 0: any that keeps others from ADDRESS */
    ino_t found;
};

/* Two sockets of one port meet when one of them is of every address, or both of the same. */
static bool keeps_from(const struct address *address, const struct inet_diag_message *message) {
    static const uint32_t any[4];
    size_t length = message->family == AF_INET ? 4 : 16;
    if (is_wildcard(address) || memcmp(message->id.source, any, length) == 0)
        return true;
    return address->any.sa_family == message->family && is_local_address(address, message->id.source);
}

static bool find_inode(const void *data, size_t length, void *context) {
    const struct inet_diag_message *message = data;
    struct sought *sought = context;
    if (length < sizeof *message || message->id.source_port != htons((uint16_t)port_of(sought->address)))
        return true;
    bool fits = sought->inode ? sought->inode == message->inode : keeps_from(sought->address, message);
    if (fits)
        sought->found = message->inode;
    return !fits;
}

bool is_visible(const struct address *address, int type, ino_t inode) {
    if (!is_inet(address))
        return true;
    struct sought sought = {.address = address, .inode = inode};
    int protocol = type == SOCK_DGRAM ? IPPROTO_UDP : IPPROTO_TCP;
    return ask_inet(address->any.sa_family, protocol, port_of(address), ANY_STATE, find_inode, &sought) &&
           sought.found != 0;
}

ino_t find_holder(const struct address *address, int type) {
    struct sought sought = {.address = address};
    int protocol = type == SOCK_DGRAM ? IPPROTO_UDP : IPPROTO_TCP;
    uint32_t states = type == SOCK_DGRAM ? ANY_STATE : STATE(STATE_LISTEN);
    const int families[] = {AF_INET, AF_INET6};
    for (size_t i = 0; i < COUNT_OF(families) && sought.found == 0; i++)
        ask_inet(families[i], protocol, port_of(address), states, find_inode, &sought);
    return sought.found;
}

static bool read_unix_backlog(const void *data, size_t length, void *context) {
    const struct netlink_attribute *queue =
        find_attribute(data, length, sizeof(struct unix_diag_message), UNIX_ATTRIBUTE_RECEIVE_QUEUE);
    if (queue && queue->length >= sizeof *queue + 8)
        memcpy(context, (const char *)(queue + 1) + 4, 4); /* struct unix_diag_rqlen: rqueue, wqueue */
    return false;
}

int unix_backlog(ino_t inode) {
    uint32_t backlog = 0;
    ask_unix(inode, UNIX_SHOW_RECEIVE_QUEUE, read_unix_backlog, &backlog);
    return (int)backlog;
}

struct bound_file { /* struct unix_diag_vfs */
    uint32_t inode, device;
};

static bool read_bound_file(const void *data, size_t length, void *context) {
    const struct netlink_attribute *file =
        find_attribute(data, length, sizeof(struct unix_diag_message), UNIX_ATTRIBUTE_FILE);
    if (file && file->length >= sizeof *file + sizeof(struct bound_file))
        memcpy(context, file + 1, sizeof(struct bound_file));
    return false;
}

/* The kernel's own number of a device: 12 bits major, 20 minor (include/linux/kdev_t.h). */
static uint32_t kernel_device(dev_t device) {
    return major(device) << 20 | minor(device);
}

bool is_bound_to_file(ino_t inode, const struct stat *status) {
    struct bound_file file = {0};
    return ask_unix(inode, UNIX_SHOW_FILE, read_bound_file, &file) && file.inode == (uint32_t)status->st_ino &&
           file.device == kernel_device(status->st_dev);
}
