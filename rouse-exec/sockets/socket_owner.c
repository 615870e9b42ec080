#include "sockets/socket_owner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/file_rights.h"
#include "kernel/process.h"
#include "kernel/uapi.h"
#include "messages/log.h"
#include "scoped_fd.h"

struct making {
    int family, type, protocol, in_place_of;
};

static bool make_in_place(const void *argument) {
    const struct making *making = argument;
    SCOPED_FD made = socket(making->family, making->type, making->protocol);
    return made >= 0 && dup3(made, making->in_place_of, O_CLOEXEC) >= 0;
}

/* A socket of another user than the passed one has to change its user for its bind. */
int open_socket_as(pid_t tid, int family, int type, int protocol) {
    int own = socket(family, type | SOCK_CLOEXEC, protocol);
    const struct making making = {family, type | SOCK_CLOEXEC, protocol, own};
    if (own >= 0 && !has_our_file_ids(tid) && has_capability(CAP_CHOWN) &&
        !act_with_rights_of(tid, make_in_place, &making))
        debug("cannot make a socket in the name of thread %d", tid);
    return own;
}

static void change_owner(int fd, uid_t owner) {
    if (fchown(fd, owner, (gid_t)-1) != 0)
        debug("cannot change the user of a socket of ours: %s", strerror(errno));
}

uid_t take_owner_of(int passed, int own) {
    struct stat theirs, ours;
    if (fstat(own, &ours) != 0)
        return (uid_t)-1;
    if (fstat(passed, &theirs) == 0 && theirs.st_uid != ours.st_uid)
        change_owner(own, theirs.st_uid);
    return ours.st_uid;
}

void give_back_to(uid_t owner, int own) {
    struct stat now;
    if (owner != (uid_t)-1 && fstat(own, &now) == 0 && now.st_uid != owner)
        change_owner(own, owner);
}
