#include "seccomp/call_arguments.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "kernel/foreign_thread.h"

unsigned flags_of(const struct call *call) {
    return call->form->flags == NO_ARGUMENT ? 0 : (unsigned)call->arguments[call->form->flags];
}

/* The directory that path argument AT starts from; AT_FDCWD for the old forms. */
static int directory_of(const struct call *call, int at) {
    return call->form->at ? (int)call->arguments[at - 1] : AT_FDCWD;
}

bool read_path_argument(const struct call *call, int at, struct path_argument *argument) {
    argument->path = (struct foreign_path){call->tid, directory_of(call, at), argument->text};
    return read_text(call->tid, call->arguments[at], argument->text, sizeof argument->text);
}

static void settle_family(struct address *address) {
    /* inet_bind takes AF_UNSPEC for AF_INET, for old programs. */
    bool any = address->length >= sizeof address->in && address->in.sin_addr.s_addr == htonl(INADDR_ANY);
    if (address->any.sa_family == AF_UNSPEC && any)
        address->any.sa_family = AF_INET;
}

static bool is_long_enough(const struct address *address) {
    if (address->any.sa_family == AF_UNIX)
        return address->length <= sizeof address->un;
    if (address->any.sa_family == AF_INET)
        return address->length >= sizeof address->in;
    return address->any.sa_family != AF_INET6 || address->length >= 24; /* SIN6_LEN_RFC2133, without sin6_scope_id */
}

static bool read_sockaddr(const struct call *call, struct address *address) {
    uint32_t length = address_length_of(call);
    memset(address, 0, sizeof *address);
    errno = EINVAL;
    if (length < sizeof(sa_family_t) || length > sizeof address->storage)
        return false;
    if (!read_memory(call->tid, call->arguments[1], &address->storage, length))
        return false;
    address->length = length;
    return true;
}

bool read_address(const struct call *call, struct address *address) {
    if (!read_sockaddr(call, address))
        return false;
    settle_family(address);
    errno = EINVAL;
    return is_long_enough(address);
}

/* To connect(2), AF_UNSPEC means something else than AF_INET: no peer any more. */
bool read_peer_address(const struct call *call, struct address *address) {
    return read_sockaddr(call, address) && is_long_enough(address);
}
