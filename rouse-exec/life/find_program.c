#include "life/find_program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "messages/log.h"

/* Returns 0, or the errno that execve(2) would give. */
static int refusal_of(const char *file) {
    struct stat status;
    if (stat(file, &status) != 0)
        return errno;
    return S_ISREG(status.st_mode) && access(file, X_OK) == 0 ? 0 : EACCES;
}

/* As in execvp(3), a file that may not be executed is passed over, but remembered. */
static int search_path(const char *name, char file[PATH_MAX]) {
    const char *path = getenv("PATH");
    int refusal = ENOENT;
    for (path = path ? path : "/usr/local/bin:/bin:/usr/bin"; path; path = strchr(path, ':')) {
        path += *path == ':';
        int length = (int)strcspn(path, ":");
        snprintf(file, PATH_MAX, "%.*s/%s", length ? length : 1, length ? path : ".", name);
        int here = refusal_of(file);
        if (here == 0)
            return 0;
        if (here == EACCES)
            refusal = EACCES;
    }
    return refusal;
}

int locate_program(const char *name, char file[PATH_MAX]) {
    if (!strchr(name, '/'))
        return search_path(name, file);
    snprintf(file, PATH_MAX, "%s", name);
    return refusal_of(name);
}

int find_program(const char *name) {
    char file[PATH_MAX];
    errno = locate_program(name, file);
    if (errno == 0)
        return 0;
    if (errno == ENOENT) {
        warn("cannot find the program '%s'; give its path, or check PATH", name);
        return EXIT_NOT_FOUND;
    }
    warn_errno("cannot execute '%s'", name);
    return EXIT_NOT_EXECUTABLE;
}
