#include "sockets/open_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/stat.h>

#include "address/format_address.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "sockets/backlog.h"
#include "sockets/datagram_group.h"
#include "sockets/port_holder.h"
#include "sockets/socket_file.h"
#include "sockets/socket_group.h"

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

/* ipv6(7): sin6_scope_id. */
static bool lacks_interface(const struct address *address) {
    const struct sockaddr_in6 *in6 = &address->in6;
    return address->any.sa_family == AF_INET6 && in6->sin6_scope_id == 0 &&
           (IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr) || IN6_IS_ADDR_MC_LINKLOCAL(&in6->sin6_addr));
}

__attribute__((noreturn)) static void refuse_without_interface(const struct address *address) {
    char text[ADDRESS_TEXT_MAX], host[INET6_ADDRSTRLEN];
    inet_ntop(AF_INET6, &address->in6.sin6_addr, host, sizeof host);
    die("cannot listen on %s: an address of a single link needs its network interface, by name or by number; write "
        "[%s%%eth0]:%u, with the interface at which `ip -6 address` shows that address",
        format_address(address, text), host, (unsigned)port_of(address));
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
        die("cannot listen on %s: it is in use; stop the program that has it, or choose another %s", text,
            is_inet(&option->address) ? "port" : "address");
    if (error == EACCES && is_inet(&option->address))
        die("cannot listen on %s: no permission for ports below net.ipv4.ip_unprivileged_port_start (1024 by "
            "default); let a systemd socket unit hold it (`rouse add --system`), or choose a higher port",
            text);
    if (error == EADDRNOTAVAIL)
        die("cannot listen on %s: this machine does not have that address; `ip address` shows those it has", text);
    if (error == EINVAL && lacks_interface(&option->address))
        refuse_without_interface(&option->address);
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
static void bind_socket(int fd, int directory, const struct passed_set *set, const struct listen_option *option) {
    mode_t mask = umask(0777 & ~option->mode);
    int result = bind_in_group(fd, option);
    int error = errno;
    umask(mask);
    errno = error;
    if (result != 0)
        refuse_bind(set, option);
    require_group(directory, option);
    if (option->type != SOCK_DGRAM && listen(fd, LARGEST_BACKLOG) != 0)
        refuse_bind(set, option);
}

void open_socket(struct passed_set *set, const struct listen_option *option, const struct options *options) {
    bool path = is_unix_path(&option->address);
    SCOPED_FD directory = path ? open_socket_directory(&option->address) : -1;
    if (path)
        remove_dead_file(directory, &option->address, option->type);
    int fd = make_socket(option, is_v6only(options, option));
    bool leads = is_inet(&option->address) && option->type == SOCK_DGRAM && begin_group(fd);
    bind_socket(fd, directory, set, option);
    if (leads)
        close_group(fd);
    struct passed_socket *socket = add_passed(set, fd, option->name);
    socket->made_here = true;
    socket->leads_group = leads;
    if (path)
        note_own_file(directory, socket);
}
