#include "sockets/empty_root.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/own_namespace.h"
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

static bool bind_in_root(int fd, const struct address *address) {
    return chroot(EMPTY_ROOT) == 0 && chdir("/") == 0 && make_folders_of(address) &&
           bind(fd, &address->any, address->length) == 0;
}

/* The file goes with the namespace; the socket keeps its name. */
bool bind_in_empty_root(int fd, const struct address *address, bool alone) {
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        bool there = !alone || (enter_own_namespaces(CLONE_NEWNS) && mount_empty_root());
        _exit(there && bind_in_root(fd, address) ? 0 : errno);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return false;
    errno = WIFEXITED(status) ? WEXITSTATUS(status) : EPERM;
    return errno == 0;
}
