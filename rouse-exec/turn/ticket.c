#include "turn/ticket.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"

#define DIGITS 20
#define TEXT_MAX 192
#define TRIES 1000

static void name_file(uint64_t number, char file[DIGITS + 1]) {
    snprintf(file, DIGITS + 1, "%020" PRIu64, number);
}

/* Users whose services share a folder with the sticky bit read the tickets of each other. */
static void let_others_read(int folder, int fd) {
    struct stat status;
    if (fstat(folder, &status) == 0 && (status.st_mode & S_ISVTX))
        fchmod(fd, 0644);
}

/* Between our open and our flock, whoever looks at the line takes it for the ticket of one that has ended. */
static bool is_lost(int fd) {
    struct stat status;
    return flock(fd, LOCK_EX | LOCK_NB) != 0 || fstat(fd, &status) != 0 || status.st_nlink == 0;
}

int take_ticket(int folder, struct ticket *ticket) {
    char file[DIGITS + 1];
    for (int i = 0; i < TRIES; i++) {
        ticket->number = now_us() + (uint64_t)i;
        name_file(ticket->number, file);
        int fd = openat(folder, file, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0 && errno != EEXIST)
            return -1;
        if (fd >= 0 && !is_lost(fd)) {
            let_others_read(folder, fd);
            tell_ticket(fd, ticket);
            return fd;
        }
        if (fd >= 0)
            drop_ticket(folder, fd, ticket->number);
    }
    errno = EBUSY;
    return -1;
}

/* Always as long, so that nothing of an earlier text is left behind it. */
void tell_ticket(int fd, const struct ticket *ticket) {
    char text[TEXT_MAX];
    int length = snprintf(text, sizeof text, "%d %020" PRIu64 " %10d %-*s\n", ticket->holds, ticket->max_wait,
                          ticket->connections, HOLDER_NAME_MAX - 1, ticket->name);
    ssize_t written = pwrite(fd, text, (size_t)length, 0);
    (void)written; /* on a full disk nobody learns more than that it is there */
}

void drop_ticket(int folder, int fd, uint64_t number) {
    char file[DIGITS + 1];
    name_file(number, file);
    unlinkat(folder, file, 0);
    close(fd);
}

static void copy_name(char name[HOLDER_NAME_MAX], const char *text) {
    size_t length = strcspn(text, "\n");
    while (length > 0 && text[length - 1] == ' ')
        length--;
    snprintf(name, HOLDER_NAME_MAX, "%.*s", (int)length, text);
    for (; *name; name++) /* it is shown in lines of the log */
        if ((unsigned char)*name < ' ' || *name == 0x7f)
            *name = '?';
}

/* Whatever is there is read as something: another user may have written it. */
static void parse(int fd, struct ticket *ticket) {
    char text[TEXT_MAX], *end;
    ssize_t length = pread(fd, text, sizeof text - 1, 0);
    text[length > 0 ? length : 0] = '\0';
    ticket->holds = strtol(text, &end, 10) == 1;
    ticket->max_wait = strtoull(end, &end, 10);
    ticket->connections = length > 0 ? (int)strtol(end, &end, 10) : -1;
    copy_name(ticket->name, *end == ' ' ? end + 1 : end);
}

/* What stands in the way of an open counts as nobody: it is no ticket of ours. */
bool read_ticket(int folder, const char *file, struct ticket *ticket) {
    struct stat status;
    if (strspn(file, "0123456789") != DIGITS || file[DIGITS])
        return false;
    ticket->number = strtoull(file, NULL, 10);
    int fd = openat(folder, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool there = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    if (there && flock(fd, LOCK_SH | LOCK_NB) == 0) {
        unlinkat(folder, file, 0);
        there = false;
    }
    if (there)
        parse(fd, ticket);
    close(fd);
    return there;
}
