#include "report/report_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "messages/log.h"
#include "paths/foreign_path.h"
#include "report/old_drafts.h"
#include "report/report_lock.h"

static int directory = -1;
static const char *report; /* its name there */
static bool published;     /* what is there is ours */

static void refuse_what_is_no_file(const char *path) {
    struct stat status;
    if (fstatat(directory, report, &status, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(status.st_mode))
        die("cannot write the report %s: what is there is not a regular file; choose another path", path);
}

/* O_NONBLOCK: by now the file may have been exchanged for a FIFO that nobody writes to. */
int open_report_file(const char *path) {
    char parent[PATH_MAX];
    copy_directory(path, parent);
    directory = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        die_errno("cannot write the report %s; make its directory first", path);
    report = last_part(path);
    refuse_what_is_no_file(path);
    if (lock_report(directory, report, path))
        remove_old_drafts(directory, report);
    return openat(directory, report, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

/* src/engines/systemd/change/remove-report.ts and src/probe/report-folder.ts know the drafts of a rouse-exec that was
 * killed by such a name. */
int make_draft(char name[DRAFT_NAME_MAX]) {
    uint64_t unforeseen;
    if (getrandom(&unforeseen, sizeof unforeseen, 0) != sizeof unforeseen)
        return -1;
    int length = snprintf(name, DRAFT_NAME_MAX, "%s.%016llx.new", report, (unsigned long long)unforeseen);
    if (length >= DRAFT_NAME_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
}

bool publish_draft(const char *name) {
    bool done = renameat(directory, name, directory, report) == 0;
    published |= done;
    return done;
}

void remove_report(void) {
    if (published)
        unlinkat(directory, report, 0);
}

void drop_draft(const char *name) {
    int error = errno;
    unlinkat(directory, name, 0);
    errno = error;
}

void release_report_file(void) {
    remove_report_lock(report);
}
