#include "find_program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

/* 0, or the errno that execve(2) would give. */
static int refusal_of(const char *file) {
    struct stat status;
    if (stat(file, &status) != 0)
        return errno;
    return S_ISREG(status.st_mode) && access(file, X_OK) == 0 ? 0 : EACCES;
}

/* As execvp(3): a file that may not be executed is passed over, but remembered. */
static int search_path(const char *name) {
    const char *path = getenv("PATH");
    int refusal = ENOENT;
    for (path = path ? path : "/usr/local/bin:/bin:/usr/bin"; path; path = strchr(path, ':')) {
        char file[4096];
        path += *path == ':';
        int length = (int)strcspn(path, ":");
        snprintf(file, sizeof file, "%.*s/%s", length ? length : 1, length ? path : ".", name);
        int here = refusal_of(file);
        if (here == 0)
            return 0;
        if (here == EACCES)
            refusal = EACCES;
    }
    return refusal;
}

int find_program(const char *name) {
    errno = strchr(name, '/') ? refusal_of(name) : search_path(name);
    if (errno == 0)
        return 0;
    if (errno == ENOENT) {
        warn("cannot find the program '%s'; give its path, or check PATH", name);
        return EXIT_NOT_FOUND;
    }
    warn_errno("cannot execute '%s'", name);
    return EXIT_NOT_EXECUTABLE;
}
