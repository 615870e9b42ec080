#include "life/find_program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
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

/* Leaves START empty where the file cannot be read. */
static void read_start(const char *file, char *start, size_t size) {
    int program = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t length = program < 0 ? -1 : read(program, start, size - 1);
    start[length > 0 ? length : 0] = '\0';
    if (program >= 0)
        close(program);
}

/* execve(2) says ENOENT of a file that is there when its interpreter is not: the one that a #! line names, or the
 * dynamic loader of another C library. */
static void explain_interpreter(const char *file) {
    char start[256];
    read_start(file, start, sizeof start);
    if (strncmp(start, "#!", 2) != 0) {
        warn("cannot execute '%s': its dynamic loader is not on this machine; it was built for another C library",
             file);
        return;
    }
    char *interpreter = start + 2 + strspn(start + 2, " \t"), *end = interpreter + strcspn(interpreter, " \t\r\n");
    bool from_windows = *end == '\r';
    *end = '\0';
    warn("cannot execute '%s': its first line names the interpreter '%s', %s", file, interpreter,
         from_windows ? "and ends with a carriage return; save the file with Unix line ends" : "which does not exist");
}

void explain_not_found(const char *name) {
    char file[PATH_MAX];
    if (locate_program(name, file) == 0)
        explain_interpreter(file);
    else if (strpbrk(name, " \t"))
        warn("cannot find the program '%s'; if this is a whole command, give its words without quotes around all of them",
             name);
    else
        warn("cannot find the program '%s'; give its path, or check PATH", name);
}

int find_program(const char *name) {
    char file[PATH_MAX];
    errno = locate_program(name, file);
    if (errno == 0)
        return 0;
    if (errno == ENOENT) {
        explain_not_found(name);
        return EXIT_NOT_FOUND;
    }
    warn_errno("cannot execute '%s'", name);
    return EXIT_NOT_EXECUTABLE;
}
