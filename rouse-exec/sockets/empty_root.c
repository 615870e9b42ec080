#include "sockets/empty_root.h"

#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "paths/path_identity.h"

bool mount_empty_root(void) {
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("tmpfs", EMPTY_ROOT, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=64k") == 0;
}

static bool make_folders_of(const struct address *address) {
    char path[SOCKET_PATH_MAX];
    copy_socket_path(address, path);
    for (char *end = strchr(path + 1, '/'); end; end = strchr(end + 1, '/')) {
        *end = 0;
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return false;
        *end = '/';
    }
    return true;
}

bool bind_in_root(int fd, const struct address *address) {
    return chroot(EMPTY_ROOT) == 0 && chdir("/") == 0 && make_folders_of(address) &&
           bind(fd, &address->any, address->length) == 0;
}
