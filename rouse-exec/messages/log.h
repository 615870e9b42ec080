/* What rouse-exec says, on stderr. Until the program runs a failure may end us (die); from then on it
 * may not: the program must not pay for our trouble (warn). */
#pragma once

#include <stdbool.h>

#define EXIT_OWN_FAILURE 125
#define EXIT_NOT_EXECUTABLE 126
#define EXIT_NOT_FOUND 127

#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

extern bool log_verbose;

/* "rouse-exec: …" and exit status 125. */
__attribute__((noreturn)) void die(const char *format, ...) PRINTF_LIKE(1, 2);
/* The same with ": " and the text of errno behind it. */
__attribute__((noreturn)) void die_errno(const char *format, ...) PRINTF_LIKE(1, 2);
void warn(const char *format, ...) PRINTF_LIKE(1, 2);
void warn_errno(const char *format, ...) PRINTF_LIKE(1, 2);
/* TEXT as it is, as a line of its own. */
void announce(const char *text);
/* Only with --verbose. */
void debug(const char *format, ...) PRINTF_LIKE(1, 2);

/* To stdout; the streams of libc would be more to keep resident. PRINT takes 511 bytes at most. */
void print_text(const char *text);
void print(const char *format, ...) PRINTF_LIKE(1, 2);
