#include "kernel/directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* getdents64(2) */
struct linux_dirent64 {
    uint64_t d_ino;
    int64_t d_off;
    uint16_t d_reclen;
    uint8_t d_type;
    char d_name[];
};

bool open_directory(struct directory *directory, const char *path) {
    directory->at = directory->end = 0;
    directory->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return directory->fd >= 0;
}

static bool refill(struct directory *directory) {
    long length = syscall(SYS_getdents64, directory->fd, directory->entries, sizeof directory->entries);
    directory->at = 0;
    directory->end = length > 0 ? (size_t)length : 0;
    return length > 0;
}

static const struct linux_dirent64 *next_entry(struct directory *directory) {
    while (directory->fd >= 0 && (directory->at < directory->end || refill(directory))) {
        const struct linux_dirent64 *entry = (const void *)(directory->entries + directory->at);
        directory->at += entry->d_reclen;
        if (entry->d_name[0] != '.')
            return entry;
    }
    return NULL;
}

const char *next_name(struct directory *directory) {
    const struct linux_dirent64 *entry = next_entry(directory);
    return entry ? entry->d_name : NULL;
}

const char *next_folder(struct directory *directory) {
    const struct linux_dirent64 *entry;
    while ((entry = next_entry(directory)))
        if (entry->d_type == DT_DIR)
            return entry->d_name;
    return NULL;
}

void close_directory(struct directory *directory) {
    if (directory->fd >= 0)
        close(directory->fd);
    directory->fd = -1;
}
