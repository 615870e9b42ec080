/* The command line of rouse-exec. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "command_line/parse_busy.h"
#include "command_line/parse_check.h"
#include "command_line/parse_client.h"
#include "command_line/parse_listen.h"
#include "command_line/parse_map.h"
#include "command_line/parse_one_of.h"

/* How deep the program sleeps. */
struct sleep_options {
    bool freezes;       /* it stands still and keeps what it has; else it is stopped */
    uint64_t freeze_us; /* then it is stopped; SPAN_NEVER: never */
};

/* Which connections are no use. */
struct use_options {
    uint64_t quiet_us; /* those on which no byte has moved for so long; SPAN_NEVER: never */
    struct client_rule *ignored; /* whose they are */
    size_t ignored_count;
};

struct options {
    struct listen_option *listens;
    size_t listen_count;
    struct map_option *maps;
    size_t map_count;
    struct ready_check *checks;
    size_t check_count;
    uint64_t check_interval_us; /* 0: from 50 ms to 1 s */
    uint64_t check_timeout_us;  /* SPAN_NEVER: wait for ever */
    unsigned check_passes;      /* in a row */
    bool opens_late;            /* clients are let in when the time is over; else the program is ended */
    uint64_t idle_us;         /* SPAN_NEVER: never */
    struct busy_options busy;
    uint64_t stop_timeout_us; /* SPAN_NEVER: wait for ever */
    struct sleep_options sleep;
    struct use_options use;
    int stop_signal;
    bool stop_signal_to_all; /* not to the program alone */
    struct one_of_option one_of; /* whose services run one at a time */
    uint64_t max_wait_us; /* SPAN_NEVER: it never has another one stopped that is in use */
    const char *report;
    const char *announcement;        /* NULL: none */
    bool lazy, ready, retry, learn, remove_report, no_path_guards, no_connect_guard, verbose, check, help, version;
    char **program; /* NULL-terminated; NULL when there is none */
};

/* Ends with one sentence and status 125 when it does not understand an argument (contradictions.h: two together). */
struct options parse_options(int count, char **arguments);
void print_help(void);
