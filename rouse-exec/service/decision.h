/* Why the program is awake (idle/decision.h). */
#pragma once

#include <stdint.h>

enum reason {
    REASON_NONE, /* nothing is known that keeps it awake */
    REASON_CONNECTIONS,
    REASON_WAITING,
    REASON_CANNOT_TELL,
    REASON_MIN_AWAKE,
    REASON_HOURS,
    REASON_FILE,
    REASON_TRACED,
    REASON_CPU,
    REASON_CHECK,
    REASON_AT_WORK,
    REASON_STANDSTILL,
    REASON_COUNT,
};

#define DECISION_TEXT_MAX 160

struct decision {
    enum reason reason;
    const char *word; /* as the report has it; NULL: REASON_NONE */
    uint64_t until;   /* now_us(); 0: not known beforehand */
    char text[DECISION_TEXT_MAX];
};
