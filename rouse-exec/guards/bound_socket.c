#include "guards/bound_socket.h"

#include <fcntl.h>
#include <unistd.h>

#include "bind/adopt.h"
#include "bind/request.h"
#include "kernel/descriptor_walk.h"
#include "kernel/sock_diag.h"
#include "paths/path_identity.h"
#include "scoped_fd.h"
#include "sockets/socket_option.h"

static bool is_bound_to_name(int fd, const struct foreign_path *path) {
    struct address address = {.length = sizeof address.storage};
    char text[SOCKET_PATH_MAX];
    if (getsockname(fd, &address.any, &address.length) != 0 || !is_unix_path(&address))
        return false;
    copy_socket_path(&address, text);
    struct path_identity own = identify_foreign_path(&(struct foreign_path){path->tid, AT_FDCWD, text});
    struct path_identity wanted = identify_foreign_path(path);
    return same_path(&own, &wanted);
}

/* The kernel's list knows the file under any name that it was given since; but it reports the device of the file
 * system, where stat(2) reports that of a btrfs subvolume. */
static bool is_bound_to(int fd, ino_t inode, const struct foreign_path *path) {
    struct stat status;
    bool listed = lstat_foreign_path(path, &status) && is_bound_to_file(inode, &status);
    return listed || is_bound_to_name(fd, path);
}

/* Returns the caller's descriptor whose socket is bound to that path, with our duplicate of it in OLD; -1 when there
 * is none. */
static int find_bound(const struct foreign_path *path, int *old) {
    struct descriptor_walk walk;
    int fd, found = -1;
    ino_t inode;
    if (!open_descriptors(&walk, path->tid))
        return -1;
    while (found < 0 && next_socket(&walk, &fd, &inode)) {
        *old = duplicate_socket(path->tid, fd);
        if (*old >= 0 && is_bound_to(*old, inode, path)) {
            found = fd;
        } else if (*old >= 0) {
            close(*old);
            *old = -1;
        }
    }
    close_descriptors(&walk);
    return found;
}

bool adopt_bound(struct service *service, struct passed_socket *socket, const struct foreign_path *from,
                 const struct call *call) {
    SCOPED_FD old = -1;
    int fd = find_bound(from, &old);
    if (fd < 0 || integer_option(old, SOL_SOCKET, SO_TYPE) != socket->type)
        return false;
    bool listens = integer_option(old, SOL_SOCKET, SO_ACCEPTCONN) == 1;
    if (!adopt(service, socket, old, fd, call))
        return false;
    socket->listening = socket->listening || listens;
    return true;
}
