#include "guards/guard.h"

#include <fcntl.h>

#include "guards/named_socket.h"
#include "messages/log.h"
#include "seccomp/call_arguments.h"
#include "seccomp/ioctls.h"

struct answer answer_unlink(struct service *service, const struct call *call) {
    struct path_argument argument;
    if (!read_path_argument(call, call->form->path, &argument))
        return ANSWER_CONTINUE;
    struct passed_socket *socket = find_by_path(&service->passed, &argument.path);
    if (socket)
        debug("thread %d would remove the file of '%s': left alone", call->tid, socket->name);
    return socket ? answer_untouched(socket) : ANSWER_CONTINUE;
}

struct answer answer_setattr(struct service *service, const struct call *call) {
    struct path_argument argument;
    bool follows = call->form->follows && !(flags_of(call) & AT_SYMLINK_NOFOLLOW);
    if (!read_path_argument(call, call->form->path, &argument))
        return ANSWER_CONTINUE;
    bool resolved = follows || !*argument.text; /* an empty path is the descriptor itself */
    struct passed_socket *socket = resolved ? find_by_resolved_path(&service->passed, &argument.path)
                                            : find_by_path(&service->passed, &argument.path);
    if (socket)
        debug("thread %d would change mode or owner of '%s': left alone", call->tid, socket->name);
    return socket ? answer_untouched(socket) : ANSWER_CONTINUE;
}
