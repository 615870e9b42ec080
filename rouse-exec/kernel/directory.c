#include "kernel/directory.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* struct linux_dirent64 of getdents64(2). */
struct entry {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
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

const char *next_name(struct directory *directory) {
    while (directory->fd >= 0 && (directory->at < directory->end || refill(directory))) {
        const struct entry *entry = (const void *)(directory->entries + directory->at);
        directory->at += entry->length;
        if (entry->name[0] != '.')
            return entry->name;
    }
    return NULL;
}

void close_directory(struct directory *directory) {
    if (directory->fd >= 0)
        close(directory->fd);
    directory->fd = -1;
}
