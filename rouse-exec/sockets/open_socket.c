#include "sockets/open_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "address/format_address.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "sockets/backlog.h"
#include "sockets/port_holder.h"

static void refuse_live(const struct address *address, int probe) {
    char text[ADDRESS_TEXT_MAX];
    struct ucred peer;
    socklen_t length = sizeof peer;
    format_address(address, text);
    if (getsockopt(probe, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.pid > 0)
        die("cannot listen on %s: process %d already does; stop it, or choose another path", text, peer.pid);
    die("cannot listen on %s: a live server already does; stop it, or choose another path", text);
}

/* Only ECONNREFUSED proves that no server listens: EAGAIN means a full queue, EPROTOTYPE another socket type, EACCES
 * a socket of another user. */
static void remove_if_dead(const struct address *address, int type) {
    const char *path = address->un.sun_path;
    struct stat status;
    if (lstat(path, &status) != 0) {
        if (errno == ENOENT)
            return;
        die_errno("cannot listen on %s", path);
    }
    if (!S_ISSOCK(status.st_mode))
        die("cannot listen on %s: the file there is not a socket; rouse-exec does not remove such a file, choose "
            "another path",
            path);
    SCOPED_FD probe = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (connect(probe, &address->any, address->length) == 0 || errno == EAGAIN || errno == EPROTOTYPE)
        refuse_live(address, probe);
    if (errno != ECONNREFUSED)
        die_errno("cannot tell whether a server listens on %s, which exists", path);
    if (unlink(path) != 0 && errno != ENOENT)
        die_errno("cannot replace the dead socket file %s", path);
    debug("replaced the dead socket file %s", path);
}

/* Every user who can read a directory can hold its lock for ever, even that of /tmp: after a second we go on without
 * it. */
static void take_lock(int fd) {
    for (int tries = 0; tries < 100 && flock(fd, LOCK_EX | LOCK_NB) != 0; tries++)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

/* Between the look at a dead file and our bind, another rouse-exec could have put a live socket there; the lock of
 * the directory keeps the two apart. */
static int lock_directory(const struct address *address) {
    char path[sizeof address->un.sun_path + 1];
    snprintf(path, sizeof path, "%s", address->un.sun_path);
    char *directory = dirname(path);
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        die_errno("cannot open %s, the directory of the socket to listen on", directory);
    take_lock(fd);
    return fd;
}

static bool are_of_one_port(const struct listen_option *option, const struct address *other, int type) {
    return is_inet(&option->address) && is_inet(other) && option->type == type &&
           port_of(&option->address) == port_of(other);
}

/* Of two addresses of one port, only one can be held when one of them is a wildcard. */
static void refuse_overlap(const struct passed_set *set, const struct listen_option *option) {
    char text[ADDRESS_TEXT_MAX], other[ADDRESS_TEXT_MAX];
    for (size_t i = 0; i < set->count; i++) {
        const struct passed_socket *held = &set->sockets[i];
        if (are_of_one_port(option, &held->address, held->type))
            die("cannot listen on %s beside %s, which takes the same clients: leave one of them out",
                format_address(&option->address, text), format_address(&held->address, other));
    }
}

static void refuse_bind(const struct passed_set *set, const struct listen_option *option) {
    char text[ADDRESS_TEXT_MAX], holder[128];
    int error = errno;
    format_address(&option->address, text);
    if (error == EADDRINUSE)
        refuse_overlap(set, option);
    if (error == EADDRINUSE && describe_port_holder(&option->address, option->type, holder, sizeof holder))
        die("cannot listen on %s: %s has it; stop it, or choose another port", text, holder);
    if (error == EADDRINUSE)
        die("cannot listen on %s: it is in use; stop the program that has it, or choose another", text);
    if (error == EACCES && is_inet(&option->address))
        die("cannot listen on %s: no permission for ports below net.ipv4.ip_unprivileged_port_start; let a "
            "systemd socket unit hold it, or choose a higher port",
            text);
    errno = error;
    die_errno("cannot listen on %s", text);
}

static void set_flag(int fd, int level, int option, int value) {
    setsockopt(fd, level, option, &value, sizeof value);
}

/* [::] takes IPv4 as well, unless 0.0.0.0 of its port is listed too. Every other address is of one family, and
 * ::ffff:A is an IPv6 socket for IPv4 clients. */
static bool is_v6only(const struct options *options, const struct listen_option *option) {
    if (!is_wildcard(&option->address))
        return !is_v4_mapped(&option->address);
    for (size_t i = 0; i < options->listen_count; i++) {
        const struct address *other = &options->listens[i].address;
        if (other->any.sa_family == AF_INET && is_wildcard(other) &&
            are_of_one_port(option, other, options->listens[i].type))
            return true;
    }
    return false;
}

static int make_socket(const struct listen_option *option, bool v6only) {
    int fd = socket(option->address.any.sa_family, option->type | SOCK_CLOEXEC, 0);
    if (fd < 0)
        die_errno("cannot make a socket for %s", option->name);
    if (is_inet(&option->address) && option->type == SOCK_STREAM)
        set_flag(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (option->address.any.sa_family == AF_INET6)
        set_flag(fd, IPPROTO_IPV6, IPV6_V6ONLY, v6only);
    return fd;
}

/* The mode must be in force before any client can connect, and fchmod does not reach a socket's file: the umask
 * does. */
static void bind_socket(int fd, const struct passed_set *set, const struct listen_option *option) {
    mode_t mask = umask(0777 & ~option->mode);
    int result = bind(fd, &option->address.any, option->address.length);
    int error = errno;
    umask(mask);
    errno = error;
    if (result != 0)
        refuse_bind(set, option);
    if (option->type != SOCK_DGRAM && listen(fd, LARGEST_BACKLOG) != 0)
        refuse_bind(set, option);
}

void open_socket(struct passed_set *set, const struct listen_option *option, const struct options *options) {
    bool path = is_unix_path(&option->address);
    SCOPED_FD lock = path ? lock_directory(&option->address) : -1;
    if (path)
        remove_if_dead(&option->address, option->type);
    int fd = make_socket(option, is_v6only(options, option));
    bind_socket(fd, set, option);
    struct passed_socket *socket = add_passed(set, fd, option->name);
    socket->made_here = socket->file_inode != 0;
}

void remove_own_files(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++) {
        const struct passed_socket *socket = &set->sockets[i];
        struct stat status;
        if (socket->made_here && lstat(socket->address.un.sun_path, &status) == 0 &&
            is_file_of(socket, &status))
            unlink(socket->address.un.sun_path);
    }
}
