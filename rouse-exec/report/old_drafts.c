#include "report/old_drafts.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/directory.h"

#define DIGITS 16

/* NAME.0123456789abcdef.new, as report_file.c makes it. */
static bool is_draft_of(const char *report, const char *name) {
    size_t length = strlen(report);
    if (strncmp(name, report, length) != 0 || name[length] != '.')
        return false;
    const char *digits = name + length + 1;
    return strspn(digits, "0123456789abcdef") == DIGITS && strcmp(digits + DIGITS, ".new") == 0;
}

/* The directory may be that of another user, who can have put anything there. */
static bool is_own_file(int directory, const char *name) {
    struct stat status;
    return fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
           status.st_uid == geteuid();
}

void remove_old_drafts(int directory, const char *report) {
    struct directory listed = {.fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    const char *name;
    while (listed.fd >= 0 && (name = next_name(&listed)))
        if (is_draft_of(report, name) && is_own_file(directory, name))
            unlinkat(directory, name, 0);
    close_directory(&listed);
}
