/* Messages on stderr. Until the program runs, a failure may end us (die); from then on it may not, since the program
 * must not pay for our trouble (warn). */
#pragma once

#include <stdbool.h>

#define EXIT_UNSERVED 124 /* the program was ended: its clients waited in vain */
#define EXIT_OWN_FAILURE 125
#define EXIT_NOT_EXECUTABLE 126
#define EXIT_NOT_FOUND 127

#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

extern bool log_verbose;

/* Writes "rouse-exec: …" and ends with status 125. */
__attribute__((noreturn)) void die(const char *format, ...) PRINTF_LIKE(1, 2);
/* The same, followed by ": " and the text of errno. */
__attribute__((noreturn)) void die_errno(const char *format, ...) PRINTF_LIKE(1, 2);
void warn(const char *format, ...) PRINTF_LIKE(1, 2);
void warn_errno(const char *format, ...) PRINTF_LIKE(1, 2);
/* What a program can bring about again and again is said once from each place that says it. */
#define warn_once(...) SAY_ONCE(warn(__VA_ARGS__))
#define warn_errno_once(...) SAY_ONCE(warn_errno(__VA_ARGS__))
#define SAY_ONCE(call)                                                                                                 \
    do {                                                                                                               \
        static bool said;                                                                                              \
        if (!said)                                                                                                     \
            call;                                                                                                      \
        said = true;                                                                                                   \
    } while (0)
/* Writes TEXT as it is, on a line of its own. */
void announce(const char *text);
/* Writes only with --verbose. */
void debug(const char *format, ...) PRINTF_LIKE(1, 2);

/* Writes to stdout; the streams of libc would be more to keep resident. PRINT takes 511 bytes at most. */
void print_text(const char *text);
void print(const char *format, ...) PRINTF_LIKE(1, 2);
