#include "command_line/parse_hours.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "messages/log.h"

#define EVERY_DAY 0x7f
#define DAY_MINUTES 1440

static const char names[] = "MonTueWedThuFriSatSun";

__attribute__((noreturn)) static void refuse(const char *value) {
    die("--awake=%s is not DAYS HH:MM-HH:MM, as in --awake='Mon..Fri 09:00-18:00'; DAYS are Mon, Mon..Fri, Mon,Wed or left "
        "out, and times go from 00:00 to 24:00",
        value);
}

static const char *parse_day(const char *text, int *day) {
    for (*day = 0; *day < 7; ++*day)
        if (strncmp(text, names + *day * 3, 3) == 0)
            return text + 3;
    return NULL;
}

/* systemd takes no range that goes over Sunday either. */
static const char *parse_range(const char *text, uint8_t *days) {
    int first, last;
    text = parse_day(text, &first);
    last = first;
    if (text && strncmp(text, "..", 2) == 0)
        text = parse_day(text + 2, &last);
    if (!text || last < first)
        return NULL;
    for (int day = first; day <= last; day++)
        *days |= (uint8_t)(1 << day);
    return text;
}

static const char *parse_days(const char *text, uint8_t *days) {
    *days = 0;
    if (isdigit((unsigned char)*text)) {
        *days = EVERY_DAY;
        return text;
    }
    for (text = parse_range(text, days); text && *text == ','; text = parse_range(text + 1, days))
        ;
    return text && *text == ' ' ? text + strspn(text, " ") : NULL;
}

static bool is_two_digits(const char *text) {
    return isdigit((unsigned char)text[0]) && isdigit((unsigned char)text[1]);
}

static const char *parse_time(const char *text, uint16_t *minutes) {
    if (!text || !is_two_digits(text) || text[2] != ':' || !is_two_digits(text + 3))
        return NULL;
    int hour = (text[0] - '0') * 10 + text[1] - '0', minute = (text[3] - '0') * 10 + text[4] - '0';
    *minutes = (uint16_t)(hour * 60 + minute);
    return minute < 60 && *minutes <= DAY_MINUTES ? text + 5 : NULL;
}

struct hours parse_hours(const char *value) {
    struct hours hours;
    const char *text = parse_time(parse_days(value, &hours.days), &hours.begin);
    if (!text || *text != '-')
        refuse(value);
    text = parse_time(text + 1, &hours.end);
    if (!text || *text || hours.begin == DAY_MINUTES)
        refuse(value);
    if (hours.begin == hours.end)
        die("--awake=%s has no end: write 00:00-24:00 for whole days", value);
    return hours;
}
