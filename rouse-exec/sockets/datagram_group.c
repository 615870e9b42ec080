#include "sockets/datagram_group.h"

#include <sys/socket.h>

#include "kernel/uapi.h"
#include "sockets/socket_option.h"

static bool steer_to_first(int fd) {
    struct sock_filter first = {.code = BPF_RET | BPF_K, .k = 0};
    struct sock_fprog program = {.len = 1, .filter = &first};
    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof program) == 0;
}

static void set_reuse_port(int fd, int value) {
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &value, sizeof value);
}

/* A socket that has a group before its bind joins no other (udp_lib_lport_inuse): the address must be free. */
bool begin_group(int fd) {
    set_reuse_port(fd, 1);
    bool begun = steer_to_first(fd);
    if (!begun)
        set_reuse_port(fd, 0);
    return begun;
}

void close_group(int fd) {
    set_reuse_port(fd, 0);
}

bool leads_group(int fd) {
    return integer_option(fd, SOL_SOCKET, SO_REUSEPORT) == 0 && steer_to_first(fd);
}
