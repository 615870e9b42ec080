#include "command_line/signal_name.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "kernel/uapi.h"

static const struct {
    const char *name;
    int number;
} signals[] = {
    {"HUP", SIGHUP},     {"INT", SIGINT},     {"QUIT", SIGQUIT},   {"ABRT", SIGABRT}, {"KILL", SIGKILL},
    {"USR1", SIGUSR1},   {"USR2", SIGUSR2},   {"ALRM", SIGALRM},   {"TERM", SIGTERM}, {"CONT", SIGCONT},
    {"TSTP", SIGTSTP},   {"PWR", SIGPWR},     {"WINCH", SIGWINCH}, {"PIPE", SIGPIPE}, {"SEGV", SIGSEGV},
    {"STOP", SIGSTOP},   {"BUS", SIGBUS},     {"ILL", SIGILL},     {"FPE", SIGFPE},   {"TRAP", SIGTRAP},
    {"SYS", SIGSYS},     {"TTIN", SIGTTIN},   {"TTOU", SIGTTOU},   {"CHLD", SIGCHLD}, {"URG", SIGURG},
    {"IO", SIGIO},       {"XCPU", SIGXCPU},   {"XFSZ", SIGXFSZ},   {"PROF", SIGPROF}, {"VTALRM", SIGVTALRM},
    {"STKFLT", SIGSTKFLT},
};

static int parse_number(const char *text) {
    char *end;
    long number = strtol(text, &end, 10);
    return *end == 0 && number > 0 && number <= LAST_SIGNAL ? (int)number : 0;
}

/* systemd itself is stopped with SIGRTMIN+3. */
static int parse_real_time(const char *text) {
    if (strncmp(text, "RTMIN+", 6) != 0 || !isdigit((unsigned char)text[6]))
        return 0;
    long offset = strtol(text + 6, NULL, 10);
    return offset <= LAST_SIGNAL - FIRST_REAL_TIME ? FIRST_REAL_TIME + (int)offset : 0;
}

int parse_signal(const char *text) {
    if (isdigit((unsigned char)*text))
        return parse_number(text);
    if (strncmp(text, "SIG", 3) == 0)
        text += 3;
    for (size_t i = 0; i < COUNT_OF(signals); i++)
        if (strcmp(signals[i].name, text) == 0)
            return signals[i].number;
    return parse_real_time(text);
}

const char *name_signal(int number, char text[SIGNAL_NAME_MAX]) {
    snprintf(text, SIGNAL_NAME_MAX, "signal %d", number);
    for (size_t i = 0; i < COUNT_OF(signals); i++)
        if (signals[i].number == number)
            snprintf(text, SIGNAL_NAME_MAX, "SIG%s", signals[i].name);
    return text;
}
