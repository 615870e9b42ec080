#include "bind/may_take.h"

#include <fcntl.h>
#include <unistd.h>

#include "kernel/file_rights.h"
#include "kernel/process.h"
#include "kernel/uapi.h"
#include "messages/log.h"

/* connect(2) asks for the right to write to the file. AT_EACCESS: not with the real user, which is ours. */
static bool may_connect(const void *argument) {
    return syscall(SYS_faccessat2, AT_FDCWD, argument, W_OK, AT_EACCESS) == 0;
}

static void warn_refused(const struct service *service, const struct passed_socket *socket, pid_t process, uid_t user) {
    static bool warned;
    if (!warned)
        warn("process %d binds the passed socket '%s' as user %u, who may not connect to it, and user %u adopted the "
             "first socket: it is not handed over; let that user connect (SocketMode=, SocketUser=; --listen: mode=)",
             process, socket->name, user, service->adopter_user);
    warned = true;
}

bool may_take(const struct service *service, const struct passed_socket *socket, pid_t tid) {
    char path[SOCKET_PATH_MAX];
    if (!is_unix_path(&socket->address) || service->adopter == 0)
        return true;
    uid_t user = file_user_of(tid);
    pid_t process = thread_group_of(tid);
    if (user == 0 || user == service->adopter_user || process == service->adopter)
        return true;
    copy_socket_path(&socket->address, path);
    bool may = act_with_rights_of(tid, may_connect, path);
    if (!may)
        warn_refused(service, socket, process, user);
    return may;
}
