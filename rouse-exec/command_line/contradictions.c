#include "command_line/contradictions.h"

#include <string.h>

#include "command_line/span.h"
#include "messages/log.h"

static void refuse_twin_names(const struct options *options) {
    for (size_t i = 0; i < options->listen_count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(options->listens[i].name, options->listens[j].name) == 0)
                die("two sockets are named '%s': leave one out, or give each --listen a name of its own with ,name=",
                    options->listens[i].name);
}

static void refuse_sleep_while_learning(const struct options *options) {
    if (options->learn && (options->lazy || options->idle_us != SPAN_NEVER))
        die("--learn runs PROGRAM once and adopts nothing, so it cannot wake it or put it to sleep: leave out %s",
            options->lazy ? "--lazy" : "--exit-idle-time");
}

static void refuse_vetoes_without_sleep(const struct options *options) {
    const struct busy_options *busy = &options->busy;
    const char *given = busy->cpu_percent ? "--busy-cpu" : busy->check ? "--busy-check" : busy->file ? "--busy-file" : busy->min_awake_us ? "--min-awake" : busy->hours_count ? "--awake" : NULL;
    if (given && options->idle_us == SPAN_NEVER)
        die("%s keeps PROGRAM from sleep, and without --exit-idle-time it never sleeps: add --exit-idle-time, or leave %s out",
            given, given);
}

static void refuse_use_without_sleep(const struct options *options) {
    const struct use_options *use = &options->use;
    const char *given = use->quiet_us != SPAN_NEVER ? "--quiet-after" : use->ignored_count > 0 ? "--ignore-clients" : NULL;
    if (given && options->idle_us == SPAN_NEVER)
        die("%s says which connections keep the program awake, and it never sleeps: write --exit-idle-time as well, as in "
            "--exit-idle-time=10min",
            given);
}

static void refuse_retries_without_sense(const struct options *options) {
    if (options->retry && (options->lazy || options->learn))
        die("--retry ends rouse-exec when nobody waits any more, and %s: leave out one of them",
            options->lazy ? "--lazy has it wait for the next client" : "--learn runs PROGRAM once");
}

static void refuse_checks_without_sense(const struct options *options) {
    if (options->learn && options->check_count > 0)
        die("--learn adopts nothing, so no client is kept from the program: leave out --ready-check");
}

static void refuse_turns_without_sense(const struct options *options) {
    if (options->learn && options->one_of.group)
        die("--learn runs PROGRAM at once, so it cannot wait for its turn: leave out --one-of");
    if (options->max_wait_us != SPAN_NEVER && !options->one_of.group)
        die("--max-wait is for a service that waits for others of its group: add --one-of=NAME");
}

static void refuse_freeze_without_sense(const struct options *options) {
    if (options->sleep.freezes && options->idle_us == SPAN_NEVER)
        die("--sleep=freeze needs an idle time, after which PROGRAM is frozen; write one, as in --exit-idle-time=10min");
    if (options->sleep.freezes && options->one_of.group)
        die("--one-of has PROGRAM stopped for another one of its group, and a frozen one would keep what it has (a GPU): leave "
            "out --sleep=freeze");
    if (options->sleep.freeze_us != SPAN_NEVER && !options->sleep.freezes)
        die("--freeze-for says for how long PROGRAM is frozen: write --sleep=freeze too, or leave it out");
}

void refuse_contradictions(const struct options *options) {
    refuse_twin_names(options);
    refuse_sleep_while_learning(options);
    refuse_checks_without_sense(options);
    refuse_vetoes_without_sleep(options);
    refuse_use_without_sleep(options);
    refuse_turns_without_sense(options);
    refuse_freeze_without_sense(options);
    refuse_retries_without_sense(options);
}
