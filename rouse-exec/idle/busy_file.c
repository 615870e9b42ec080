#include "idle/busy_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "messages/shorten.h"

#define SHOWN 80
#define STATX_BYTES 256 /* statx(2) */

/* A server of a network file system that does not answer must not keep the program's calls waiting. */
static bool find_file(const char *path) {
    char found[STATX_BYTES];
    int flags = AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT;
    return syscall(SYS_statx, AT_FDCWD, path, flags, 0, found) == 0;
}

bool is_file_there(struct service *service, struct decision *decision) {
    const char *path = service->options->busy.file;
    char name[SHOWN];
    if (!path)
        return false;
    bool there = find_file(path);
    if (!there && (errno == ENOENT || errno == ENOTDIR))
        return false;
    snprintf(decision->text, sizeof decision->text, there ? "%s exists" : "%s cannot be looked up: %m",
             shorten(path, name, sizeof name));
    return true;
}
