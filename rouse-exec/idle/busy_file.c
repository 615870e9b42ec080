#include "idle/busy_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SHOWN 80
#define STATX_BYTES 256 /* statx(2) */

/* A server of a network file system that does not answer must not keep the program's calls waiting. */
static bool find_file(const char *path) {
    char found[STATX_BYTES];
    int flags = AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT;
    return syscall(SYS_statx, AT_FDCWD, path, flags, 0, found) == 0;
}

/* A long path is known by its end. */
static void name_path(const char *path, const char *what, char text[DECISION_TEXT_MAX]) {
    size_t length = strlen(path);
    const char *shown = length > SHOWN ? path + length - SHOWN : path;
    while (((unsigned char)*shown & 0xc0) == 0x80) /* inside a character (utf-8(7)) */
        shown++;
    snprintf(text, DECISION_TEXT_MAX, "%s%s %s", shown == path ? "" : "…", shown, what);
}

bool is_file_there(struct service *service, struct decision *decision) {
    const char *path = service->options->busy.file;
    char problem[DECISION_TEXT_MAX - SHOWN - 8];
    if (!path)
        return false;
    bool there = find_file(path);
    if (!there && (errno == ENOENT || errno == ENOTDIR))
        return false;
    if (there)
        snprintf(problem, sizeof problem, "exists");
    else
        snprintf(problem, sizeof problem, "cannot be looked up: %m");
    name_path(path, problem, decision->text);
    return true;
}
