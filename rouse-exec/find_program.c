#include "find_program.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

static bool is_on_path(const char *name) {
    const char *path = getenv("PATH");
    for (path = path ? path : "/usr/local/bin:/bin:/usr/bin"; path; path = strchr(path, ':')) {
        path += *path == ':';
        char file[4096];
        int length = (int)strcspn(path, ":");
        snprintf(file, sizeof file, "%.*s/%s", length, length ? path : ".", name);
        if (access(file, X_OK) == 0)
            return true;
    }
    return false;
}

int find_program(const char *name) {
    bool found = strchr(name, '/') ? access(name, X_OK) == 0 : is_on_path(name);
    if (found)
        return 0;
    if (strchr(name, '/') && errno != ENOENT) {
        warn_errno("cannot execute '%s'", name);
        return EXIT_NOT_EXECUTABLE;
    }
    warn("cannot find the program '%s'; give its path, or check PATH", name);
    return EXIT_NOT_FOUND;
}
