/* Writes JSON to a descriptor, a piece at a time, without the heap. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "messages/log.h"

struct json {
    int fd;
    size_t used;
    bool failed;
    char buffer[1024];
};

/* At most 255 bytes at a time. */
PRINTF_LIKE(2, 3) void put(struct json *out, const char *format, ...);
/* Writes TEXT quoted and escaped. */
void put_string(struct json *out, const char *text);
/* Writes ,"KEY":true or ,"KEY":false. */
void put_truth(struct json *out, const char *key, bool value);
/* Writes ,"KEY":NUMBER or ,"KEY":null. */
void put_number_or_null(struct json *out, const char *key, bool known, uint64_t number);
/* Writes ,"KEY":"TEXT"; null for an empty one, or NULL. */
void put_text_or_null(struct json *out, const char *key, const char *text);
void flush_json(struct json *out);
