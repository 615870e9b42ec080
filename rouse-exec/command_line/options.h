/* The command line of rouse-exec. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "address/address.h"

#define SOCKET_NAME_MAX 255 /* FileDescriptorName= of systemd.socket(5) */

/* --listen=ADDR[,name=N][,mode=0600] */
struct listen_option {
    struct address address;
    int type;
    mode_t mode;
    char name[SOCKET_NAME_MAX + 1];
};

/* --map=BIND=NAME; `any_address` and `any_port` stand for the "*" in BIND. */
struct map_option {
    const char *text;
    bool any_address, any_port;
    struct address address;
    const char *name;
};

struct options {
    struct listen_option *listens;
    size_t listen_count;
    struct map_option *maps;
    size_t map_count;
    uint64_t idle_us;         /* SPAN_NEVER: never */
    uint64_t stop_timeout_us; /* SPAN_NEVER: wait for ever */
    int stop_signal;
    const char *report, *new_report; /* written first, then renamed to the other */
    const char *announcement;        /* NULL: none */
    bool lazy, ready, learn, no_path_guards, verbose, check, help, version;
    char **program; /* NULL-terminated; NULL when there is none */
};

/* Ends with one sentence and status 125 on what it does not understand. */
struct options parse_options(int count, char **arguments);
void print_help(void);
