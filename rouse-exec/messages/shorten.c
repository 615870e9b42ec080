#include "messages/shorten.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define SIGN "\u2026" /* three bytes */

static bool is_inside_character(char byte) {
    return ((unsigned char)byte & 0xc0) == 0x80; /* utf-8(7) */
}

const char *shorten(const char *text, char *room, size_t size) {
    size_t length = strlen(text), shown = (size - sizeof SIGN) / 2, head = shown, tail = length - shown;
    if (length < size)
        return text;
    while (is_inside_character(text[head]))
        head--;
    while (is_inside_character(text[tail]))
        tail++;
    snprintf(room, size, "%.*s" SIGN "%s", (int)head, text, text + tail);
    return room;
}
