/* A storm of signals: some fall into each call, at moments that move on from one call to the next. They are never more
 * than MOST, so that the call comes to its end however slow the machine is. */
#pragma once

#include <signal.h>
#include <sys/time.h>

#define MOST 8

static volatile sig_atomic_t ticks;
static volatile sig_atomic_t left;

static void set_timer(long microseconds) {
    struct itimerval timer = {{0, microseconds}, {0, microseconds}};
    setitimer(ITIMER_REAL, &timer, NULL);
}

static void tick(int number) {
    (void)number;
    ticks++;
    if (--left <= 0)
        set_timer(0);
}

static void expect_storm(int flags) {
    struct sigaction action = {.sa_handler = tick, .sa_flags = flags};
    sigaction(SIGALRM, &action, NULL);
}

/* For the next call; the signals are 1, 2, 4, … or 1024 microseconds apart. */
static void begin_storm(int nth) {
    left = MOST;
    set_timer(1L << nth % 11);
}
