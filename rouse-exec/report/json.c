#include "report/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* A limit or a full disk cuts a write(2) short, and only the next one says why. */
void flush_json(struct json *out) {
    ssize_t written;
    for (size_t at = 0; at < out->used && !out->failed; at += written < 0 ? 0 : (size_t)written) {
        written = write(out->fd, out->buffer + at, out->used - at);
        out->failed = written <= 0;
    }
    out->used = 0;
}

static void put_byte(struct json *out, char byte) {
    if (out->used == sizeof out->buffer)
        flush_json(out);
    out->buffer[out->used++] = byte;
}

void put(struct json *out, const char *format, ...) {
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (const char *at = text; *at; at++)
        put_byte(out, *at);
}

/* Returns how many bytes the UTF-8 character at TEXT has; 0 when there is none (RFC 3629: no overlong forms, no
 * surrogates, nothing above U+10FFFF). */
static size_t utf8_length(const unsigned char *text) {
    size_t length = text[0] < 0xc2 ? 0 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : text[0] < 0xf5 ? 4 : 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    bool bad = (text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xed && text[1] > 0x9f) ||
               (text[0] == 0xf0 && text[1] < 0x90) || (text[0] == 0xf4 && text[1] > 0x8f);
    return bad ? 0 : length;
}

static void put_character(struct json *out, const unsigned char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        put_byte(out, (char)text[i]);
}

/* A path need not be UTF-8, JSON must be: other bytes are written as the characters of their value. */
void put_string(struct json *out, const char *text) {
    put_byte(out, '"');
    while (*text) {
        const unsigned char *at = (const unsigned char *)text;
        size_t length = utf8_length(at);
        if (length > 0)
            put_character(out, at, length);
        else if (*at == '"' || *at == '\\')
            put(out, "\\%c", *at);
        else if (*at < 0x20 || *at > 0x7e)
            put(out, "\\u%04x", *at);
        else
            put_byte(out, *text);
        text += length > 0 ? length : 1;
    }
    put_byte(out, '"');
}

void put_truth(struct json *out, const char *key, bool value) {
    put(out, ",\"%s\":%s", key, value ? "true" : "false");
}

void put_number_or_null(struct json *out, const char *key, bool known, uint64_t number) {
    if (known)
        put(out, ",\"%s\":%llu", key, (unsigned long long)number);
    else
        put(out, ",\"%s\":null", key);
}

void put_text_or_null(struct json *out, const char *key, const char *text) {
    put(out, ",\"%s\":", key);
    if (text && *text)
        put_string(out, text);
    else
        put(out, "null");
}
