/* time-files unlink|rename COUNT FOLDER: creates and removes a file, or renames one back and forth, COUNT times; prints
 * the mean nanoseconds of one. */
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void create(const char *name) {
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        err(1, "%s", name);
    close(fd);
}

static void create_and_remove(int nth) {
    char name[32];
    snprintf(name, sizeof name, "file-%d", nth);
    create(name);
    if (unlink(name) != 0)
        err(1, "unlink");
}

static void move(int nth) {
    static const char *const names[] = {"here", "there"};
    if (rename(names[nth % 2], names[(nth + 1) % 2]) != 0)
        err(1, "rename");
}

int main(int argc, char **argv) {
    if (argc != 4)
        errx(1, "usage: time-files unlink|rename COUNT FOLDER");
    int count = atoi(argv[2]), renames = strcmp(argv[1], "rename") == 0;
    if (chdir(argv[3]) != 0)
        err(1, "%s", argv[3]);
    if (renames)
        create("here");
    int64_t start = now_ns();
    for (int nth = 0; nth < count; nth++)
        (renames ? move : create_and_remove)(nth);
    printf("%lld\n", (long long)((now_ns() - start) / count));
    if (renames)
        unlink(count % 2 ? "there" : "here");
    return 0;
}
