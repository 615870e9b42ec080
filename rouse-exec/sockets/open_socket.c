#include "sockets/open_socket.h"

#include <errno.h>
#include <sys/stat.h>

#include "address/format_address.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "sockets/backlog.h"
#include "sockets/port_holder.h"
#include "sockets/socket_file.h"

static void refuse_bind(const struct listen_option *option) {
    char text[ADDRESS_TEXT_MAX], holder[128];
    int error = errno;
    format_address(&option->address, text);
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

static int make_socket(const struct listen_option *option) {
    int fd = socket(option->address.any.sa_family, option->type | SOCK_CLOEXEC, 0);
    if (fd < 0)
        die_errno("cannot make a socket for %s", option->name);
    if (is_inet(&option->address) && option->type == SOCK_STREAM)
        set_flag(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (option->address.any.sa_family == AF_INET6)
        set_flag(fd, IPPROTO_IPV6, IPV6_V6ONLY, !is_wildcard(&option->address));
    return fd;
}

/* The mode must be in force before any client can connect, and fchmod does not reach a socket's file: the umask
 * does. */
static void bind_socket(int fd, const struct listen_option *option) {
    mode_t mask = umask(0777 & ~option->mode);
    int result = bind(fd, &option->address.any, option->address.length);
    int error = errno;
    umask(mask);
    errno = error;
    if (result != 0)
        refuse_bind(option);
    if (option->type != SOCK_DGRAM && listen(fd, LARGEST_BACKLOG) != 0)
        refuse_bind(option);
}

void open_socket(struct passed_set *set, const struct listen_option *option) {
    bool path = is_unix_path(&option->address);
    SCOPED_FD directory = path ? open_socket_directory(&option->address) : -1;
    if (path)
        remove_dead_file(directory, &option->address, option->type);
    int fd = make_socket(option);
    bind_socket(fd, option);
    struct passed_socket *socket = add_passed(set, fd, option->name);
    if (path)
        note_own_file(directory, socket);
}
