#include "command_line/span.h"

#include <ctype.h>
#include <string.h>

#include "array.h"

#define SECOND 1000000ULL
#define DAY (86400 * SECOND)
#define LONGEST (100 * 365 * DAY)

static const struct {
    const char *name;
    uint64_t microseconds;
} units[] = {
    {"us", 1},           {"usec", 1},          {"ms", 1000},         {"msec", 1000},
    {"", SECOND},        {"s", SECOND},        {"sec", SECOND},      {"second", SECOND},
    {"seconds", SECOND}, {"m", 60 * SECOND},   {"min", 60 * SECOND}, {"minute", 60 * SECOND},
    {"minutes", 60 * SECOND},                  {"h", 3600 * SECOND}, {"hr", 3600 * SECOND},
    {"hour", 3600 * SECOND},                   {"hours", 3600 * SECOND},
    {"d", DAY},          {"day", DAY},         {"days", DAY},        {"w", 7 * DAY},
    {"week", 7 * DAY},   {"weeks", 7 * DAY},   {"month", 2629800 * SECOND},
    {"months", 2629800 * SECOND},              {"y", 31557600 * SECOND},
    {"year", 31557600 * SECOND},               {"years", 31557600 * SECOND},
};

static const char *skip_spaces(const char *text) {
    while (*text == ' ' || *text == '\t')
        text++;
    return text;
}

static uint64_t unit_of(const char *name, size_t length) {
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (strlen(units[i].name) == length && memcmp(units[i].name, name, length) == 0)
            return units[i].microseconds;
    return 0;
}

/* How many microseconds a number means is known only once its unit has been read; until then it is kept as its whole
 * part and its fraction (the first nine digits). */
struct number {
    uint64_t whole, fraction, scale;
};

static const char *parse_number(const char *text, struct number *number) {
    const char *start = text;
    *number = (struct number){.scale = 1};
    for (; isdigit((unsigned char)*text); text++)
        if (number->whole < LONGEST)
            number->whole = number->whole * 10 + (uint64_t)(*text - '0');
    if (text == start)
        return NULL;
    if (*text != '.')
        return text;
    for (text++; isdigit((unsigned char)*text); text++)
        if (number->scale < 1000000000) {
            number->fraction = number->fraction * 10 + (uint64_t)(*text - '0');
            number->scale *= 10;
        }
    return text;
}

static bool add_part(const struct number *number, uint64_t unit, uint64_t *total) {
    if (number->whole > LONGEST / unit)
        return false;
    *total += number->whole * unit + number->fraction * (unit / number->scale) +
              number->fraction * (unit % number->scale) / number->scale;
    return *total <= LONGEST;
}

static const char *parse_part(const char *text, uint64_t *total) {
    struct number number;
    text = parse_number(text, &number);
    if (!text)
        return NULL;
    text = skip_spaces(text);
    size_t length = 0;
    while (isalpha((unsigned char)text[length]))
        length++;
    uint64_t unit = unit_of(text, length);
    if (unit == 0 || !add_part(&number, unit, total))
        return NULL;
    return skip_spaces(text + length);
}

bool parse_span(const char *text, uint64_t *microseconds) {
    text = skip_spaces(text);
    if (strcmp(text, "infinity") == 0) {
        *microseconds = SPAN_NEVER;
        return true;
    }
    const char *rest = text;
    *microseconds = 0;
    do
        rest = parse_part(rest, microseconds);
    while (rest && *rest);
    if (*microseconds == 0 && strpbrk(text, "123456789")) /* 0 means never */
        *microseconds = 1;
    return rest != NULL;
}
