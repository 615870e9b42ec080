/* --exit-idle-time and --stop-timeout. */
#include "command_line/span.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/input.h"

#define LONGEST (100ULL * 365 * 86400 * 1000000)

/* Returns the microseconds of the unit at TEXT, and moves TEXT behind it. */
static long double unit_at(const char **text) {
    char one[32];
    uint64_t span;
    size_t length = 0;
    while (isalpha((unsigned char)(*text)[length]))
        length++;
    EXPECT(length < sizeof one - 2);
    snprintf(one, sizeof one, "1%.*s", (int)length, *text);
    EXPECT(parse_span(one, &span));
    *text += length;
    return (long double)span;
}

static const char *skip_spaces(const char *text) {
    return text + strspn(text, " \t");
}

/* The same sum in floating point. Nine digits of a fraction count. */
static void expect_sum(const char *text, uint64_t span) {
    long double total = 0, error = 1;
    for (text = skip_spaces(text); *text; text = skip_spaces(text)) {
        char *end;
        long double number = strtold(text, &end);
        EXPECT(end != text);
        text = skip_spaces(end);
        long double unit = unit_at(&text);
        total += number * unit;
        error += 1 + unit * 1e-9L;
    }
    EXPECT(fabsl(total - (long double)span) <= error);
}

/* A second in front makes any span a second longer, unless it was none or the longest. One of less than a microsecond is
 * rounded up to one only where it stands alone. */
static void expect_a_second_more(const char *text, uint64_t span) {
    uint64_t longer = 0;
    char *both = malloc(strlen(text) + 3);
    EXPECT(both);
    strcpy(both, "1s");
    strcat(both, text);
    bool taken = parse_span(both, &longer);
    bool rounded_up = span == 1 && longer == 1000000;
    EXPECT(taken ? rounded_up || longer == span + 1000000 : span + 1000000 > LONGEST);
    free(both);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = text_of(data, size);
    uint64_t span;
    if (parse_span(text, &span) && !strstr(text, "infinity")) {
        EXPECT(span <= LONGEST);
        expect_sum(text, span);
        expect_a_second_more(text, span);
    }
    free(text);
    return 0;
}
