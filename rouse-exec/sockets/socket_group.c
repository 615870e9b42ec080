#include "sockets/socket_group.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#include "messages/log.h"

/* A new file gets the filesystem group of its maker, credentials(7). chown(2) afterwards would act on whatever the
 * owner of the directory has put there meanwhile. */
int bind_in_group(int fd, const struct listen_option *option) {
    if (option->group != NO_GROUP)
        setfsgid(option->group);
    int result = bind(fd, &option->address.any, option->address.length);
    int error = errno;
    setfsgid(getegid());
    errno = error;
    return result;
}

/* Without CAP_SETGID, a group of which the user is only a member takes chown(2): setfsgid(2) refuses it. Root does not
 * get here, except in a directory with the set-group-ID bit, whose group every new file gets. */
void require_group(int directory, const struct listen_option *option) {
    const char *path = option->address.un.sun_path, *name = strrchr(path, '/') + 1;
    struct stat status;
    if (option->group == NO_GROUP)
        return;
    if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        die_errno("cannot look at the socket %s, which was just made", path);
    if (status.st_gid == option->group)
        return;
    if (geteuid() == 0)
        die("cannot give the socket %s the group %u: its directory has the set-group-ID bit; take that away, or choose "
            "another path",
            path, option->group);
    if (fchownat(directory, name, (uid_t)-1, option->group, AT_SYMLINK_NOFOLLOW) != 0)
        die_errno("cannot give the socket %s the group %u, of which this user has to be a member", path,
                  option->group);
}
