#include "paths/path_identity.h"

#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "scoped_fd.h"

void copy_socket_path(const struct address *address, char path[SOCKET_PATH_MAX]) {
    size_t length = address->length - offsetof(struct sockaddr_un, sun_path);
    length = strnlen(address->un.sun_path, length);
    memcpy(path, address->un.sun_path, length);
    path[length] = 0;
}

static struct path_identity identity_of(int directory, const char *name) {
    struct path_identity identity = {0};
    struct stat status;
    if (directory < 0 || strlen(name) >= sizeof identity.name || fstat(directory, &status) != 0)
        return identity;
    identity.known = true;
    identity.device = status.st_dev;
    identity.directory = status.st_ino;
    strcpy(identity.name, name);
    return identity;
}

struct path_identity identify_path(const struct address *address) {
    char path[SOCKET_PATH_MAX], directory[PATH_MAX];
    copy_socket_path(address, path);
    copy_directory(path, directory);
    SCOPED_FD fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return identity_of(fd, last_part(path));
}

struct path_identity identify_foreign_path(const struct foreign_path *path) {
    SCOPED_FD fd = open_parent(path);
    return identity_of(fd, last_part(path->text));
}

bool same_path(const struct path_identity *a, const struct path_identity *b) {
    return a->known && b->known && a->device == b->device && a->directory == b->directory &&
           strcmp(a->name, b->name) == 0;
}
