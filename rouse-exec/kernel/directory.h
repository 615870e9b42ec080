/* Walking a directory without malloc: /proc is walked while binds wait, and a supervisor per service should
 * keep no heap. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct directory {
    int fd;
    size_t at, end;
    _Alignas(8) char entries[1024];
};

/* False with errno. */
bool open_directory(struct directory *directory, const char *path);
/* The next name, without those that begin with a dot; NULL at the end. Lives until the next call. */
const char *next_name(struct directory *directory);
/* Also after open_directory has failed. */
void close_directory(struct directory *directory);
