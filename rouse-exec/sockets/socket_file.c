#include "sockets/socket_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "address/format_address.h"
#include "messages/log.h"
#include "scoped_fd.h"

/* Every user who can read a directory can hold its lock for ever, even that of /tmp: after a second we go on without
 * it. */
static void take_lock(int fd) {
    for (int tries = 0; tries < 100 && flock(fd, LOCK_EX | LOCK_NB) != 0; tries++)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

/* Between the look at a dead file and our bind, another rouse-exec could have put a live socket there; the lock of
 * the directory keeps the two apart. */
int open_socket_directory(const struct address *address) {
    char path[SOCKET_PATH_MAX], directory[PATH_MAX];
    copy_socket_path(address, path);
    copy_directory(path, directory);
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        die("cannot listen on %s: its folder does not exist; make it with mkdir -p %s", path, directory);
    if (fd < 0 && errno == EACCES)
        die("cannot listen on %s: you may not read its folder %s; choose another one, or have its owner open it", path,
            directory);
    if (fd < 0)
        die_errno("cannot open %s, the folder of the socket to listen on", directory);
    take_lock(fd);
    return fd;
}

static void refuse_live(const struct address *address, int probe) {
    char text[ADDRESS_TEXT_MAX];
    struct ucred peer;
    socklen_t length = sizeof peer;
    format_address(address, text);
    if (getsockopt(probe, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.pid > 0)
        die("cannot listen on %s: process %d already does; stop it, or choose another path", text, peer.pid);
    die("cannot listen on %s: a live server already does; stop it, or choose another path", text);
}

/* connect(2) has no form that takes a directory, but it follows the link to an open file. */
static int connect_to_file(int probe, int file) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d", file);
    return connect(probe, (struct sockaddr *)&address, sizeof address);
}

/* Only ECONNREFUSED proves that no server listens: EAGAIN means a full queue, EPROTOTYPE another socket type, EACCES
 * a socket of another user. */
static void refuse_unless_dead(int file, const struct address *address, int type) {
    SCOPED_FD probe = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (connect_to_file(probe, file) == 0 || errno == EAGAIN || errno == EPROTOTYPE)
        refuse_live(address, probe);
    if (errno != ECONNREFUSED)
        die_errno("cannot tell whether a server listens on %s, which exists", address->un.sun_path);
}

__attribute__((noreturn)) static void refuse_directory(const char *path) {
    die("cannot listen on %s: it is a directory; name a file in it", path);
}

void remove_dead_file(int directory, const struct address *address, int type) {
    const char *path = address->un.sun_path, *name = last_part(path);
    struct stat status;
    if (!*name)
        refuse_directory(path);
    SCOPED_FD file = openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0 && errno == ENOENT)
        return;
    if (file < 0 || fstat(file, &status) != 0)
        die_errno("cannot listen on %s", path);
    if (S_ISDIR(status.st_mode))
        refuse_directory(path);
    if (!S_ISSOCK(status.st_mode))
        die("cannot listen on %s: the file there is not a socket; rouse-exec does not remove such a file, choose "
            "another path",
            path);
    refuse_unless_dead(file, address, type);
    if (unlinkat(directory, name, 0) != 0 && errno != ENOENT)
        die_errno("cannot replace the dead socket file %s", path);
    debug("replaced the dead socket file %s", path);
}

void note_own_file(int directory, struct passed_socket *socket) {
    const char *path = socket->address.un.sun_path;
    struct stat file, parent;
    if (fstatat(directory, last_part(path), &file, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISSOCK(file.st_mode) ||
        fstat(directory, &parent) != 0)
        die("cannot listen on %s: its directory was exchanged for another one meanwhile", path);
    socket->path.device = parent.st_dev;
    socket->path.directory = parent.st_ino;
    socket->file_device = file.st_dev;
    socket->file_inode = file.st_ino;
    socket->has_own_file = true;
}

static bool is_directory_of(const struct passed_socket *socket, int directory) {
    struct stat status;
    return fstat(directory, &status) == 0 && status.st_dev == socket->path.device &&
           status.st_ino == socket->path.directory;
}

void remove_own_file(struct passed_socket *socket) {
    char directory[PATH_MAX];
    struct stat status;
    const char *path = socket->address.un.sun_path, *name = last_part(path);
    if (!socket->has_own_file)
        return;
    socket->has_own_file = false;
    copy_directory(path, directory);
    SCOPED_FD fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && is_directory_of(socket, fd) && fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        is_file_of(socket, &status))
        unlinkat(fd, name, 0);
}

void remove_own_files(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++)
        remove_own_file(&set->sockets[i]);
}
