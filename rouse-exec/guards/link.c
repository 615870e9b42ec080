#include "guards/link.h"

#include "guards/bound_socket.h"
#include "guards/named_socket.h"
#include "seccomp/call_arguments.h"
#include "sockets/passed_holder.h"

/* Unlike rename(2), link(2) leaves the temporary name alone, and fails when the path exists. It exists always; the
 * program is told so as long as one of its processes serves there. */
struct answer answer_link(struct service *service, const struct call *call) {
    struct path_argument argument;
    if (!read_path_argument(call, call->form->target, &argument))
        return ANSWER_CONTINUE;
    struct passed_socket *to = find_by_path(&service->passed, &argument.path);
    if (!to || is_held(to) || !read_path_argument(call, call->form->path, &argument))
        return ANSWER_CONTINUE;
    return adopt_bound(service, to, &argument.path, call) ? ANSWER_SUCCESS : ANSWER_CONTINUE;
}
