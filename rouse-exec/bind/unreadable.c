#include "bind/unreadable.h"

#include <errno.h>

#include "address/format_address.h"
#include "bind/adopt.h"
#include "kernel/process.h"
#include "messages/log.h"
#include "seccomp/call_arguments.h"

bool is_closed_to_us(int error) {
    return error == EPERM || error == EACCES;
}

static bool is_as_long(const struct address *passed, uint32_t length) {
    if (!is_unix_path(passed))
        return length == passed->length;
    size_t bare = length_without_nul(passed);
    return length == bare || length == bare + 1 || length == sizeof passed->un;
}

/* Each of the two once, and not both of one process. */
static void warn_unreadable(const struct passed_socket *socket, pid_t pid) {
    static pid_t taken, left;
    char text[ADDRESS_TEXT_MAX];
    if ((socket ? taken : left) || taken == pid)
        return;
    *(socket ? &taken : &left) = pid;
    if (socket)
        warn("cannot look into process %d (not dumpable, or of another user): its bind is taken to be that of the only "
             "passed socket, %s, and no option or filter of its own socket is copied; run rouse-exec as root to be sure",
             pid, format_address(&socket->address, text));
    else
        warn("cannot look into process %d (not dumpable, or of another user): its bind goes to the kernel, which will "
             "say \"address in use\"; run rouse-exec as root",
             pid);
}

struct answer answer_unreadable(struct service *service, const struct call *call) {
    struct passed_socket *only = service->passed.count == 1 ? &service->passed.sockets[0] : NULL;
    pid_t process = thread_group_of(call->tid);
    bool meant = only && !only->adopted && !service->options->learn &&
                 is_as_long(&only->address, address_length_of(call));
    warn_unreadable(meant ? only : NULL, process);
    if (!meant || !adopt(service, only, -1, descriptor_of(call), call))
        return ANSWER_CONTINUE;
    service->unreadable = (struct unreadable_adopter){process, descriptor_of(call)};
    return ANSWER_SUCCESS;
}

struct passed_socket *find_adopted_by_unreadable(const struct service *service, const struct call *call) {
    const struct unreadable_adopter *adopter = &service->unreadable;
    bool same = adopter->process > 0 && adopter->fd == descriptor_of(call) &&
                adopter->process == thread_group_of(call->tid);
    return same ? &service->passed.sockets[0] : NULL;
}
