/* A long text is known by its begin and its end. */
#pragma once

#include <stddef.h>

/* Returns TEXT, or, where it has SIZE bytes or more, its begin and its end in ROOM, which has SIZE bytes. */
const char *shorten(const char *text, char *room, size_t size);
