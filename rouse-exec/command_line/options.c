#include "command_line/options.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "command_line/signal_name.h"
#include "command_line/span.h"
#include "messages/log.h"

#define DEFAULT_CHECK_TIMEOUT_US (15 * 60 * 1000000ULL) /* TimeoutStartSec= of our units */
#define LEAST_QUIET_US 1000000
#define DEFAULT_STOP_TIMEOUT_US (90 * 1000000ULL) /* DefaultTimeoutStopSec= of systemd */

typedef void set_option(struct options *options, const char *value);

static void set_listen(struct options *options, const char *value) {
    options->listens[options->listen_count++] = parse_listen(value);
}

static void set_map(struct options *options, const char *value) {
    options->maps[options->map_count++] = parse_map(value);
}

static void set_ready_check(struct options *options, const char *value) {
    struct ready_check check = parse_ready_check(value);
    options->checks[options->check_count++] = check;
    options->ready = options->ready || check.kind == CHECK_NOTIFY;
}

static uint64_t read_span(const char *option, const char *value) {
    uint64_t microseconds;
    if (!parse_span(value, &microseconds))
        die("%s=%s is not a time span; write it as 90s, 10min, \"1h 30min\" or infinity", option, value);
    return microseconds;
}

static void set_idle(struct options *options, const char *value) {
    options->idle_us = read_span("--exit-idle-time", value);
}

static void set_busy_cpu(struct options *options, const char *value) {
    options->busy.cpu_percent = parse_busy_cpu(value);
}

static void set_busy_check(struct options *options, const char *value) {
    options->busy.check = parse_busy_check(value);
}

static void set_busy_file(struct options *options, const char *value) {
    options->busy.file = parse_busy_file(value);
}

static void set_hours(struct options *options, const char *value) {
    options->busy.hours[options->busy.hours_count++] = parse_hours(value);
}

static void set_min_awake(struct options *options, const char *value) {
    options->busy.min_awake_us = parse_min_awake(value);
}

/* A delayed acknowledgement comes after 200 ms at the latest, and idle/quiet.c reads it. */
static void set_quiet(struct options *options, const char *value) {
    options->use.quiet_us = read_span("--quiet-after", value);
    if (options->use.quiet_us != SPAN_NEVER && options->use.quiet_us < LEAST_QUIET_US)
        die("--quiet-after=%s is too short: write 1s or more, as in --quiet-after=5min", value);
}

static void set_ignored(struct options *options, const char *value) {
    options->use.ignored[options->use.ignored_count++] = parse_client(value);
}

static void set_stop_timeout(struct options *options, const char *value) {
    options->stop_timeout_us = read_span("--stop-timeout", value);
}

static void set_check_interval(struct options *options, const char *value) {
    options->check_interval_us = read_span("--ready-check-interval", value);
    if (options->check_interval_us == SPAN_NEVER)
        die("--ready-check-interval=%s would try a check once; write a span, as in --ready-check-interval=500ms", value);
}

static void set_check_timeout(struct options *options, const char *value) {
    options->check_timeout_us = read_span("--ready-check-timeout", value);
}

static void set_check_passes(struct options *options, const char *value) {
    char *end;
    unsigned long number = strtoul(value, &end, 10);
    if (*value < '1' || *value > '9' || *end || number > 1000)
        die("--ready-check-passes=%s is not a number from 1 to 1000", value);
    options->check_passes = (unsigned)number;
}

static void set_check_else(struct options *options, const char *value) {
    options->opens_late = strcmp(value, "open") == 0;
    if (!options->opens_late && strcmp(value, "stop") != 0)
        die("--ready-check-else=%s is not known; write it as stop or open", value);
}

static void set_sleep(struct options *options, const char *value) {
    options->sleep.freezes = strcmp(value, "freeze") == 0;
    if (!options->sleep.freezes && strcmp(value, "stop") != 0)
        die("--sleep=%s is not known; write it as stop or freeze", value);
}

static void set_freeze_for(struct options *options, const char *value) {
    options->sleep.freeze_us = read_span("--freeze-for", value);
}

/* Why no program ends at it; NULL for a signal that ends one, or at which one may choose to end (Apache at SIGWINCH). */
static const char *why_not_an_end(int number) {
    switch (number) {
    case SIGSTOP: case SIGTSTP: case SIGTTIN: case SIGTTOU: case SIGCONT:
        return "it only pauses or continues one";
    case SIGCHLD:
        return "it only tells one of the end of a child";
    case SIGURG:
        return "it only tells one of urgent data";
    default:
        return NULL;
    }
}

static void set_stop_signal(struct options *options, const char *value) {
    options->stop_signal = parse_signal(value);
    const char *why_not = why_not_an_end(options->stop_signal);
    if (options->stop_signal == 0)
        die("--stop-signal=%s is not a signal that rouse-exec knows; write it as SIGTERM, QUIT, RTMIN+3 or 15", value);
    if (why_not)
        die("--stop-signal=%s ends no program: %s; write SIGTERM, or the signal at which the program ends", value, why_not);
}

static void set_stop_signal_to(struct options *options, const char *value) {
    options->stop_signal_to_all = strcmp(value, "all") == 0;
    if (!options->stop_signal_to_all && strcmp(value, "program") != 0)
        die("--stop-signal-to=%s is not known; write it as program or all", value);
}

static void set_one_of(struct options *options, const char *value) {
    options->one_of = parse_one_of(value);
}

static void set_max_wait(struct options *options, const char *value) {
    options->max_wait_us = read_span("--max-wait", value);
}

static void set_report(struct options *options, const char *value) {
    if (!*value)
        die("--report= names no file");
    options->report = value;
}

static void set_announcement(struct options *options, const char *value) {
    options->announcement = value;
}

#define FLAG(name) NULL, offsetof(struct options, name)

static const struct known_option {
    const char *name, *short_name;
    set_option *set; /* takes the value; NULL: a flag, which has this offset in struct options */
    size_t flag;
} known[] = {
    {"--listen", NULL, set_listen, 0},
    {"--map", NULL, set_map, 0},
    {"--exit-idle-time", NULL, set_idle, 0},
    {"--busy-cpu", NULL, set_busy_cpu, 0},
    {"--busy-check", NULL, set_busy_check, 0},
    {"--busy-file", NULL, set_busy_file, 0},
    {"--awake", NULL, set_hours, 0},
    {"--min-awake", NULL, set_min_awake, 0},
    {"--quiet-after", NULL, set_quiet, 0},
    {"--ignore-clients", NULL, set_ignored, 0},
    {"--ready-check", NULL, set_ready_check, 0},
    {"--ready-check-interval", NULL, set_check_interval, 0},
    {"--ready-check-passes", NULL, set_check_passes, 0},
    {"--ready-check-timeout", NULL, set_check_timeout, 0},
    {"--ready-check-else", NULL, set_check_else, 0},
    {"--sleep", NULL, set_sleep, 0},
    {"--freeze-for", NULL, set_freeze_for, 0},
    {"--stop-signal", NULL, set_stop_signal, 0},
    {"--stop-signal-to", NULL, set_stop_signal_to, 0},
    {"--stop-timeout", NULL, set_stop_timeout, 0},
    {"--one-of", NULL, set_one_of, 0},
    {"--max-wait", NULL, set_max_wait, 0},
    {"--report", NULL, set_report, 0},
    {"--announce", NULL, set_announcement, 0},
    {"--lazy", NULL, FLAG(lazy)},
    {"--ready", NULL, FLAG(ready)},
    {"--retry", NULL, FLAG(retry)},
    {"--learn", NULL, FLAG(learn)},
    {"--remove-report", NULL, FLAG(remove_report)},
    {"--no-path-guards", NULL, FLAG(no_path_guards)},
    {"--no-connect-guard", NULL, FLAG(no_connect_guard)},
    {"--check", NULL, FLAG(check)},
    {"--verbose", "-v", FLAG(verbose)},
    {"--help", "-h", FLAG(help)},
    {"--version", NULL, FLAG(version)},
};

static const struct known_option *find_option(const char *text, size_t length) {
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        const char *short_name = known[i].short_name;
        if (strlen(known[i].name) == length && memcmp(known[i].name, text, length) == 0)
            return &known[i];
        if (short_name && strlen(short_name) == length && memcmp(short_name, text, length) == 0)
            return &known[i];
    }
    return NULL;
}

/* Returns how many arguments the option took. */
static int take_option(struct options *options, char **arguments) {
    const char *text = arguments[0], *equals = strchr(text, '=');
    size_t length = equals ? (size_t)(equals - text) : strlen(text);
    const struct known_option *option = find_option(text, length);
    if (!option)
        die("unknown option '%s'; see rouse-exec --help, and put -- before a PROGRAM that begins with -", text);
    if (!option->set && equals)
        die("the option %s takes no value, got '%s'", option->name, equals + 1);
    if (option->set && !equals && !arguments[1])
        die("the option %s needs a value; see rouse-exec --help", option->name);
    if (!option->set)
        *(bool *)((char *)options + option->flag) = true;
    else
        option->set(options, equals ? equals + 1 : arguments[1]);
    return option->set && !equals ? 2 : 1;
}

/* Returns room for as many as there can be: each begins with OPTION. */
static void *room_for(const char *option, int count, char **arguments, size_t size) {
    size_t needed = 1;
    for (int i = 1; i < count; i++)
        needed += strncmp(arguments[i], option, strlen(option)) == 0;
    void *room = calloc(needed, size);
    if (!room)
        die_errno("cannot read the command line");
    return room;
}

struct options parse_options(int count, char **arguments) {
    struct options options = {
        .listens = room_for("--listen", count, arguments, sizeof(struct listen_option)),
        .maps = room_for("--map", count, arguments, sizeof(struct map_option)),
        .checks = room_for("--ready-check", count, arguments, sizeof(struct ready_check)),
        .use.ignored = room_for("--ignore-clients", count, arguments, sizeof(struct client_rule)),
        .busy.hours = room_for("--awake", count, arguments, sizeof(struct hours)),
        .check_passes = 1,
        .check_timeout_us = DEFAULT_CHECK_TIMEOUT_US,
        .stop_timeout_us = DEFAULT_STOP_TIMEOUT_US,
        .stop_signal = parse_signal("TERM"),
    };
    int at = 1;
    while (at < count && arguments[at][0] == '-' && strcmp(arguments[at], "--") != 0)
        at += take_option(&options, arguments + at);
    if (at < count && strcmp(arguments[at], "--") == 0)
        at++;
    options.program = at < count ? arguments + at : NULL;
    if (options.verbose)
        log_verbose = true;
    return options;
}

void print_help(void) {
    print_text("Usage: rouse-exec [OPTION]... [--] PROGRAM [ARG]...\n"
               "Runs PROGRAM with the sockets in LISTEN_FDS (or --listen) in place of those it binds itself.\n"
               "\n"
               "  --listen=ADDR[,name=N][,mode=0600][,group=GID]\n"
               "                         make this socket (repeatable), beside those in LISTEN_FDS\n"
               "  --map=BIND=NAME        answer a bind to BIND with the passed socket NAME (repeatable);\n"
               "                         BIND is ADDR, *:PORT, ADDR:* or *\n"
               "  --exit-idle-time=SPAN  stop PROGRAM after SPAN without a connection (default: never)\n"
               "  --busy-cpu=PERCENT     do not stop PROGRAM while it uses so much of a processor, over a quarter of SPAN\n"
               "  --busy-check=COMMAND   nor if COMMAND, which is asked then, ends with 0\n"
               "  --busy-file=PATH       nor while PATH exists\n"
               "  --min-awake=SPAN       nor before SPAN has passed since it was started, or continued from a freeze\n"
               "  --awake=HOURS          nor in HOURS of local time (repeatable), as 'Mon..Fri 09:00-18:00'; with --lazy\n"
               "                         PROGRAM is started when they begin\n"
               "  --quiet-after=SPAN     a TCP connection on which no byte has moved for SPAN does not keep PROGRAM awake,\n"
               "                         unless its client waits for an answer (default: each one does, until it ends)\n"
               "  --ignore-clients=WHOSE connections that do not keep PROGRAM awake (repeatable): WHOSE is a network\n"
               "                         (10.0.0.0/8, fd00::1), uid:N or unit:NAME; while rouse-exec waits with a socket\n"
               "                         of --listen, such a client is turned away\n"
               "  --sleep=HOW            stop (the default), or freeze: PROGRAM stands still, its memory goes to swap, and the\n"
               "                         next client continues it\n"
               "  --freeze-for=SPAN      stop it when it has been frozen for SPAN (default: never)\n"
               "  --lazy                 start PROGRAM for the first client, and again after each sleep\n"
               "  --ready                send READY=1 to the service manager once PROGRAM listens on every\n"
               "                         passed socket; PROGRAM does not see NOTIFY_SOCKET\n"
               "  --retry                when PROGRAM fails while a client waits, start it again: after 1s, 2s, 4s … 60s.\n"
               "                         When none waits any more, end with PROGRAM's status\n"
               "  --ready-check=CHECK    keep clients waiting until CHECK passes (repeatable: all must), which is\n"
               "                         http:PATH, a GET that is answered by 2xx or 3xx; tcp, a connection that PROGRAM\n"
               "                         accepts; exec:COMMAND, which ends with 0; or notify, PROGRAM's own READY=1\n"
               "  --ready-check-interval=SPAN  try again after SPAN (default: 50ms, later up to 1s)\n"
               "  --ready-check-passes=N       want N passes in a row (default 1): a server may have several workers\n"
               "  --ready-check-timeout=SPAN   wait no longer than SPAN (default 15min)\n"
               "  --ready-check-else=WHAT  then stop: end PROGRAM as one that failed (default), or open: let clients in\n"
               "  --stop-signal=SIG      how to stop it (default SIGTERM)\n"
               "  --stop-signal-to=WHOM  program (the default), or all: every process of it, for programs that pass no\n"
               "                         signals on (unshare -f, strace -o)\n"
               "  --stop-timeout=SPAN    then SIGKILL (default 90s); PROGRAM may leave clients waiting this long\n"
               "                         while it reloads\n"
               "  --one-of=GROUP[,name=N]  never run PROGRAM beside another one of GROUP: wait until that sleeps, and\n"
               "                         sleep as soon as another one waits and nobody is connected; the others show it as N\n"
               "  --max-wait=SPAN        have another one stopped that has been in use for SPAN while this one waits\n"
               "                         (default: never)\n"
               "  --report=FILE          keep the state of this service in FILE, as JSON\n"
               "  --remove-report        remove FILE when rouse-exec ends\n"
               "  --announce=TEXT        print TEXT on stderr once clients can connect\n"
               "  --no-path-guards       let PROGRAM remove, rename and chmod the files of unix sockets\n"
               "  --no-connect-guard     let PROGRAM connect to the passed IP addresses before it listens there\n"
               "  --learn                adopt nothing, note in the report (or on stderr) what PROGRAM binds\n"
               "  --check                report whether rouse-exec can work here, and exit\n"
               "  -v, --verbose          print what happens at every bind, sleep and wake\n"
               "  -h, --help             this text\n"
               "  --version              the version\n"
               "\n"
               "ADDR  127.0.0.1:8080, 0.0.0.0:8080, [::]:80, /path, @abstract; before it, if it is not a stream\n"
               "      socket: udp: unix-dgram: unix-seqpacket: (tcp: and unix: may be written too)\n"
               "SPAN  90s, 10min, \"1h 30min\", 500ms; 90 is 90s; 0 or infinity is never\n"
               "\n"
               "Exit status: PROGRAM's own; ended by a signal, rouse-exec ends by the same signal; 0 when\n"
               "PROGRAM was put to sleep; 124 PROGRAM was ended: a client waited where it does not listen, or\n"
               "it was not ready in time;\n"
               "125 rouse-exec failed; 126 PROGRAM cannot be executed; 127 PROGRAM was not found.\n"
               "With no socket passed and no --listen, PROGRAM runs as if rouse-exec were not there.\n");
}
