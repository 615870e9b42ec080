#include "sockets/passed.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "messages/log.h"
#include "service_manager/listen_environment.h"
#include "sockets/backlog.h"
#include "sockets/socket_option.h"

#define SD_LISTEN_FDS_START 3 /* SD_LISTEN_FDS_START */

static bool is_connected(int fd) {
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;
    return getpeername(fd, (struct sockaddr *)&peer, &length) == 0;
}

static void read_identity(struct passed_socket *socket) {
    struct stat status;
    if (fstat(socket->fd, &status) != 0)
        die_errno("cannot use descriptor %d of LISTEN_FDS", socket->fd);
    if (!S_ISSOCK(status.st_mode))
        die("descriptor %d of LISTEN_FDS is not a socket; rouse-exec can only hand over sockets", socket->fd);
    socket->inode = status.st_ino;
    socket->type = integer_option(socket->fd, SOL_SOCKET, SO_TYPE);
    socket->protocol = integer_option(socket->fd, SOL_SOCKET, SO_PROTOCOL);
    socket->address.length = sizeof socket->address.storage;
    if (getsockname(socket->fd, &socket->address.any, &socket->address.length) != 0)
        die_errno("cannot read the address of descriptor %d of LISTEN_FDS", socket->fd);
}

static bool has_connections(const struct passed_socket *socket) {
    return socket->type == SOCK_STREAM || socket->type == SOCK_SEQPACKET;
}

/* A stream socket that is bound but does not listen was shut down by an earlier run: systemd still holds it, and
 * listen(2) revives it (TCP). A socket with a peer is a connection of an Accept=yes unit. */
static void ensure_listening(struct passed_socket *socket) {
    if (!has_connections(socket) || integer_option(socket->fd, SOL_SOCKET, SO_ACCEPTCONN) == 1)
        return;
    if (is_connected(socket->fd))
        die("descriptor %d of LISTEN_FDS is a connection, not a listening socket; write Accept=no in the "
            "socket unit",
            socket->fd);
    if (listen(socket->fd, LARGEST_BACKLOG) != 0)
        die_errno("cannot listen on descriptor %d of LISTEN_FDS", socket->fd);
}

static void read_path(struct passed_socket *socket) {
    char path[SOCKET_PATH_MAX];
    struct stat status;
    socket->path = identify_path(&socket->address);
    copy_socket_path(&socket->address, path);
    if (lstat(path, &status) != 0 || !S_ISSOCK(status.st_mode))
        return;
    socket->file_device = status.st_dev;
    socket->file_inode = status.st_ino;
}

struct passed_socket *add_passed(struct passed_set *set, int fd, const char *name) {
    struct passed_socket *socket = &set->sockets[set->count++];
    memset(socket, 0, sizeof *socket);
    socket->fd = fd;
    socket->private_listener = -1;
    snprintf(socket->name, sizeof socket->name, "%s", name);
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
        die_errno("LISTEN_FDS names descriptor %d, which cannot be used", fd);
    read_identity(socket);
    ensure_listening(socket);
    socket->backlog = has_connections(socket) ? read_backlog(fd, &socket->address, socket->inode) : 0;
    if (is_unix_path(&socket->address))
        read_path(socket);
    return socket;
}

struct passed_set receive_passed(size_t extra) {
    struct listen_environment environment = read_listen_environment();
    struct passed_set set = {.sockets = calloc(environment.count + extra + 1, sizeof(struct passed_socket))};
    if (!set.sockets)
        die_errno("cannot take the sockets in LISTEN_FDS");
    const char *names = environment.names;
    for (size_t i = 0; i < environment.count; i++) {
        char name[SOCKET_NAME_MAX + 1];
        names = next_listen_name(names, name);
        add_passed(&set, SD_LISTEN_FDS_START + (int)i, name);
    }
    return set;
}

bool has_pending(const struct passed_socket *socket) {
    struct pollfd queue = {.fd = socket->fd, .events = POLLIN};
    return poll(&queue, 1, 0) == 1 && (queue.revents & POLLIN);
}

struct passed_socket *find_by_inode(const struct passed_set *set, ino_t inode) {
    for (size_t i = 0; i < set->count; i++)
        if (held_inode(&set->sockets[i]) == inode)
            return &set->sockets[i];
    return NULL;
}

int held_socket(const struct passed_socket *socket) {
    return socket->gated ? socket->private_listener : socket->fd;
}

ino_t held_inode(const struct passed_socket *socket) {
    return socket->gated ? socket->private_inode : socket->inode;
}

void forget_adoption(struct passed_socket *socket) {
    socket->adopted = socket->listening = socket->connected_beside = false;
    socket->closed_alive = socket->in_vain_said = socket->replaced_said = socket->meant_for_both = false;
    socket->will_be_shut = false;
    socket->given_up_at = socket->late = 0;
    socket->holder = 0;
    socket->stand_in = 0;
    socket->aside = (struct aside){0};
    socket->left_waiting = (struct left_waiting){0};
    socket->narrowed = (struct narrowed){0};
}

bool is_aside(const struct address *address) {
    return address->any.sa_family == AF_INET && address->in.sin_addr.s_addr == htonl(UNUSED_HOST);
}

/* A socket that was put aside has the port that was asked for, where that could be. */
static const struct passed_socket *find_stead(const struct passed_set *set, const struct address *aside) {
    const struct passed_socket *of_any_port = NULL;
    for (size_t i = 0; i < set->count; i++) {
        const struct passed_socket *stead = &set->sockets[i];
        if (stead->aside.pid && port_of(&stead->address) == port_of(aside))
            return stead;
        if (stead->aside.pid && !of_any_port)
            of_any_port = stead;
    }
    return of_any_port;
}

struct address asked_address(const struct passed_set *set, const struct address *address) {
    struct address asked = *address;
    const struct passed_socket *stead = is_aside(address) ? find_stead(set, address) : NULL;
    if (stead) {
        asked.in.sin_addr.s_addr = stead->aside.asked;
        asked.in.sin_port = stead->address.in6.sin6_port;
    }
    return asked;
}

bool has_path_sockets(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++)
        if (is_unix_path(&set->sockets[i].address))
            return true;
    return false;
}

bool is_file_of(const struct passed_socket *socket, const struct stat *status) {
    return socket->file_inode != 0 && status->st_ino == socket->file_inode && status->st_dev == socket->file_device;
}

void restore_backlogs(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++) {
        const struct passed_socket *socket = &set->sockets[i];
        if (socket->fd >= 0 && socket->backlog > 0 && listen(socket->fd, socket->backlog) != 0)
            warn_errno_once("cannot restore the backlog of the passed socket '%s'", socket->name);
    }
}
