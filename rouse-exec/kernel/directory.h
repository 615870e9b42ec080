/* Reads a directory without malloc: /proc is read while binds wait, and the supervisor that each service has should
 * keep no heap. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct directory {
    int fd;
    size_t at, end;
    _Alignas(8) char entries[1024];
};

/* Returns false with errno. */
bool open_directory(struct directory *directory, const char *path);
/* Returns the next name that does not begin with a dot; NULL at the end. It is valid until the next call. */
const char *next_name(struct directory *directory);
/* The same, of folders alone; where the file system does not tell what a name is, it is none. */
const char *next_folder(struct directory *directory);
/* May be called after open_directory has failed, too. */
void close_directory(struct directory *directory);
