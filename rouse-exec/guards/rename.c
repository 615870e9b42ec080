#include "guards/rename.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guards/bound_socket.h"
#include "guards/named_socket.h"
#include "kernel/file_rights.h"
#include "kernel/process.h"
#include "messages/log.h"
#include "scoped_fd.h"
#include "seccomp/call_arguments.h"
#include "seccomp/ioctls.h"

#ifndef RENAME_EXCHANGE /* musl before 1.2.5 */
#define RENAME_EXCHANGE 2U
#endif

static bool remove_socket_file(const void *argument) {
    const struct foreign_path *path = argument;
    struct stat status;
    SCOPED_FD directory = open_parent(path);
    const char *name = last_part(path->text);
    return directory >= 0 && fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISSOCK(status.st_mode) &&
           status.st_uid == file_user_of(path->tid) && unlinkat(directory, name, 0) == 0;
}

/* The old name goes, as it would have with the kernel's rename; but only if it is a socket file of the program's own
 * user, in a directory where that user may remove it: it may be another directory now than at the bind. */
static void remove_temporary(const struct foreign_path *path) {
    if (!act_with_rights_of(path->tid, remove_socket_file, path))
        debug("the temporary socket file %s stays", path->text);
}

/* Where a signal withdraws the call after we have answered it (before Linux 6.18), the thread makes it again, perhaps
 * several times, and by then the old name is gone. A repetition cannot be told from that; any other rename of a missing
 * file fails. */
static struct {
    pid_t tid; /* 0: none */
    struct path_identity from;
} last_adopted;

static bool is_done(const struct foreign_path *from) {
    if (last_adopted.tid != from->tid)
        return false;
    struct path_identity identity = identify_foreign_path(from);
    bool same = same_path(&identity, &last_adopted.from);
    if (!same)
        last_adopted.tid = 0;
    return same;
}

static bool adopt_renamed(struct service *service, struct passed_socket *socket, const struct foreign_path *from,
                          const struct call *call) {
    if (!adopt_bound(service, socket, from, call))
        return false;
    remove_temporary(from);
    last_adopted.tid = from->tid;
    last_adopted.from = identify_foreign_path(from);
    return true;
}

static void warn_lost(struct passed_socket *socket, pid_t tid) {
    if (socket->replaced_said)
        return;
    socket->replaced_said = true;
    warn("process %d replaces the file of the passed socket '%s' with something else: clients will not find the socket "
         "any more until its socket unit is restarted",
         thread_group_of(tid), socket->name);
}

static struct answer answer_replacement(struct service *service, struct passed_socket *to,
                                        const struct foreign_path *from, const struct call *call) {
    struct stat status;
    if (!lstat_foreign_path(from, &status))
        return is_done(from) ? ANSWER_SUCCESS : ANSWER_CONTINUE;
    if (is_file_of(to, &status))
        return ANSWER_CONTINUE; /* two names of one file: rename(2) does nothing */
    if (!(flags_of(call) & RENAME_EXCHANGE) && adopt_renamed(service, to, from, call))
        return ANSWER_SUCCESS;
    if (is_notification_valid(service->listener, call->id))
        warn_lost(to, call->tid);
    return ANSWER_CONTINUE;
}

struct answer answer_rename(struct service *service, const struct call *call) {
    struct path_argument argument;
    if (!read_path_argument(call, call->form->target, &argument))
        return ANSWER_CONTINUE;
    struct passed_socket *to = find_by_path(&service->passed, &argument.path);
    if (!read_path_argument(call, call->form->path, &argument))
        return ANSWER_CONTINUE;
    struct passed_socket *from = find_by_path(&service->passed, &argument.path);
    if (from && from != to)
        return answer_untouched(from); /* the file stays where clients look for it */
    return to && !from ? answer_replacement(service, to, &argument.path, call) : ANSWER_CONTINUE;
}
