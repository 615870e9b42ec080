/* Everything rouse-exec knows about the one service it supervises. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "command_line/options.h"
#include "seccomp/filter.h"
#include "service/decision.h"
#include "service/inherited_signals.h"
#include "sockets/listener.h"
#include "sockets/passed.h"

enum state {
    STATE_WAITING,  /* --lazy: no program, the sockets are ours to watch */
    STATE_QUEUED,   /* --one-of: no program, it is the turn of another service (turn/turn.h) */
    STATE_STARTING, /* the program runs and has not adopted everything yet */
    STATE_RUNNING,
    STATE_FROZEN,   /* idle: all of the program stands still */
    STATE_STOPPING, /* idle: the program was told to stop */
    STATE_SWEEPING, /* it has ended, and what it left behind is being ended */
    STATE_FAILING,  /* --retry: the program has failed, and is tried again while a client waits */
    STATE_ENDED,
    STATE_COUNT,
};

/* A bind that went through to the kernel, once per address. */
struct unmatched_bind {
    struct address address;
    int type;
    pid_t pid;
};
#define UNMATCHED_MAX 16

/* --learn: once per address and type. */
struct learned_bind {
    struct address address;
    int type;
    bool v6only;
    pid_t pid; /* the process that bound it first */
    char process[16];
    uint64_t bound_at, listened_at; /* now_us(); 0: not seen */
};
#define LEARNED_MAX 64

/* A program that we may not look into, and the descriptor under which it got the only passed socket. */
struct unreadable_adopter {
    pid_t process; /* 0: none */
    int fd;
};

/* Whether the program holds the passed sockets now, and whether clients wait at one that it does not hold. */
struct holder_watch {
    bool stirred;           /* something may have changed since the last look: a bind, a listen, an arrival */
    uint64_t next_look;     /* 0: none planned */
    uint64_t step;          /* to the look after that */
    uint64_t in_vain_since; /* a client waits at a socket that the program does not hold; 0: it is not ended for it */
    uint64_t grace;         /* from then to the end of the program */
    size_t told;            /* on how many sockets the program listens, as the service manager was told last */
};

#define ELSEWHERE_MAX 4

struct idle_watch {
    bool armed;          /* the next arrival sends SIGIO */
    bool active;         /* one has arrived since the last look: disarmed until then */
    bool judges;         /* the next arrival is looked at at once: it may be of a client that is ignored */
    uint64_t looked_at;  /* now_us(), of the last look */
    bool was_busy;       /* the last look found a connection */
    bool by_descriptors; /* sock_diag cannot see the passed sockets: look at the program's descriptors */
    unsigned arrivals;   /* looks in a row that found nothing but arrivals (own_datagrams.h) */
    int connections;     /* of the last look, without those that are no use; -1: not known */
    int quiet;           /* connections of the last look that were none for their silence (quiet.h) */
    int ignored;         /* and of clients that are ignored (ignored.h) */
    uint64_t seen;       /* the sum of all connections of the last look */
    unsigned own_arrivals; /* connections that the program is making to its own sockets: their SIGIO is no use */
    uint64_t own_until;    /* later ones are not of these: several arrivals can be one SIGIO */
    uint64_t last_use;   /* now_us(); 0: none yet */
    uint64_t next_look;  /* 0: none planned */
};

enum check_state {
    CHECK_NONE, /* not asked since the last answer */
    CHECK_RUNS,
    CHECK_BUSY,
    CHECK_IDLE,
};

/* --busy-check (idle/busy_check.h). */
struct check_watch {
    enum check_state state;
    pid_t pid; /* while it runs */
    int channel;
    bool is_void;    /* there was use since it was started */
    unsigned voided; /* answers in a row that did not count */
    char text[DECISION_TEXT_MAX];
};

/* What is known for the vetoes of this run (idle/decision.h). */
struct busy_watch {
    uint64_t min_awake_until;            /* 0: --min-awake is not given */
    uint64_t processor_us, processor_at; /* how much the program had used, and when that was; 0: not sampled */
    uint64_t sample_at;                  /* when to sample it next; 0: not planned */
    unsigned percent;                    /* between the last two samples */
    bool measured;                       /* there were two */
    uint64_t not_its_us;                 /* what commands have used that we waited for */
    struct check_watch check;
};

/* Clients that were there at the last look, or had been (idle/arrivals.h). */
struct known_clients {
    unsigned count;
    bool crowded; /* there were more */
    uint64_t keys[64];
};

struct cold_start {
    uint64_t since;         /* the first connection; 0: not measuring */
    uint64_t sampled_since; /* 0: not yet; clients wait before the program listens, and until the gate opens */
    uint64_t next_sample;   /* 0: none planned */
    uint64_t step;
    uint64_t took;          /* 0: not known */
    bool thaws;             /* the program was frozen: what is measured is thaw_took */
    uint64_t thaw_took;     /* 0: not known */
    struct passed_socket *socket;
};

struct watchdog {
    uint64_t interval; /* 0: the unit has none */
    uint64_t next;
    bool stuck;
};

/* The process that ends the program if we are killed (life/run_guard.h). */
struct run_guard {
    pid_t pid; /* 0 or less: there is none */
    int channel;
    bool has_listener;       /* a copy of service.listener */
    uint64_t since, told_at; /* now_us() */
    uint64_t again_at;       /* when to start another one; 0: none is missing */
};

enum gate_state {
    GATE_NONE, /* clients connect to the program as soon as it listens */
    GATE_SHUT, /* the program practises on private sockets */
    GATE_OPEN,
};

/* Clients wait until the ready checks pass (gate/gate.h). */
struct gate {
    enum gate_state state;
    bool begun;     /* the checks are being tried */
    bool checked;   /* those of the gate's process have passed */
    bool notified;  /* the program has said READY=1 */
    bool passed;    /* both: some process of the program still holds a private socket */
    int notify;     /* where the program says it (program_notify.h), and whatever else later; -1: not asked for */
    pid_t pid;      /* of the process that tries them; 0 or less: there is none */
    int channel;
    uint64_t since, deadline, again_at; /* now_us(); 0: none */
    uint64_t extend_at;                 /* when the service manager is asked for more time */
    unsigned tries; /* to give the program the passed sockets */
    char failed[160]; /* the last check that failed, and how */
};

/* --one-of: whether the program may run beside the others of its group (turn/turn.h). */
struct turn {
    int folder;            /* of the group; a lock on it is the turn. -1: not in line */
    int ticket, watch;     /* our place in the line; inotify(7) of the folder. -1: none */
    uint64_t number;       /* of the ticket */
    bool held;             /* it is our turn */
    uint64_t wanted_since; /* we have it, and others wait; 0: nobody does */
    uint64_t overdue_at;   /* when one of them has waited for its --max-wait; 0: never */
    uint64_t again_at, pause; /* when to look at the line again; 0: when something has changed there */
    int told;              /* how many connections our ticket tells */
    int ahead_connections; /* -1: not known */
    char ahead[64];        /* the service that has the turn, or that waits for ours */
};

/* --sleep=freeze (life/frozen.h). */
struct freeze {
    int watch;           /* readable while a client waits (freeze/watch.h); -1: none */
    int pressure;        /* POLLPRI when the machine is short of memory (freeze/pressure.h); -1: that is no matter */
    bool by_cgroup;      /* it is frozen by its cgroup, and not by SIGSTOP */
    bool gives_back;     /* memory is being given back */
    bool reclaims;       /* by memory.reclaim */
    uint64_t lost_at;    /* when to look whether it has lost a process at the thaw; 0: not planned */
    unsigned freezes;    /* how often */
    unsigned woken_soon; /* how often in a row a client came soon after */
    uint64_t resident_before_kb, resident_kb;
    const char *memory;      /* what became of its memory */
    char stops_because[160]; /* why it is stopped instead; empty: it is not */
    char held_up[160];       /* why it could not be frozen when it last was to be */
};

struct service {
    const struct options *options;
    struct passed_set passed;
    struct traps traps;
    struct inherited_signals signals;
    enum state state;

    pid_t program;       /* the child that was started, or the daemon it became; 0 once it is gone */
    int program_status;  /* of waitpid(2), once it is gone */
    pid_t adopter;       /* the process that adopted first; 0: none yet */
    uid_t adopter_user;  /* whose rights on files it had then */
    int listener;        /* of seccomp_unotify(2); -1: no filtered process is left */
    bool on_terminal;    /* the program is the terminal's foreground process group */
    pid_t terminal_group; /* and that group, in this run; 0: it was none */
    bool ended_once;     /* a run of it has ended */
    bool slept;          /* it was stopped for idleness */
    bool left;           /* it has ended by itself, and well, after it had a passed socket */
    bool left_said;
    bool stopped_again;  /* it got the stop signal a second time */
    kernel_signals told; /* the signals of ours or passed on that tell the program to end */
    uint64_t told_at;    /* when the last of them was sent */
    bool end_requested;  /* whoever sent the signal wants the service to end, not to sleep */
    uint64_t interrupted_at; /* when the first Ctrl-C came; 0: none has */
    uint64_t settles_at; /* --ready: when everything that listens now must still be held; 0: not yet */
    bool missing_warned;   /* it was warned that some passed socket was never bound */
    bool unserved;         /* the program is ended as one that failed: clients waited where it holds nothing */
    bool own_datagrams_said, leftovers_said; /* it keeps itself awake; it wakes itself (idle/own_datagrams.h) */
    unsigned fails;          /* runs in a row that have failed */
    uint64_t failing_since;  /* the end of the first of them */
    uint64_t next_try;       /* in STATE_FAILING */
    uint64_t left_waiting;   /* the client that waited when the program had ended by itself; 0: none did */
    bool start_failed;   /* there was no process to spare for it: tried again */
    bool rest_told;        /* STATE_SWEEPING: everybody was told to end (life/sweep.h) */
    bool left_killed;      /* and it was said that they are killed */
    uint64_t unbusy_since; /* STATE_SWEEPING: nobody serves any more; 0: not yet seen */
    uint64_t deadline;   /* of a program that is to end, or when to try the start again; 0: none */
    bool has_terminal;   /* it was started in the session of one; a hang-up takes it away before SIGHUP comes */
    uint64_t thaw_at;    /* when to continue what has stopped by itself; 0: not planned */

    int pending_watch; /* readable while a client waits at a passed socket (watch_sockets.h); -1: not --lazy */
    struct idle_watch idle;
    struct holder_watch holders;
    struct cold_start cold;
    struct watchdog watchdog;
    struct run_guard guard;
    struct gate gate;
    struct busy_watch busy;
    struct turn turn;
    int hours_timer;  /* of --awake (idle/hours_timer.h); -1: none */
    bool hours_begun; /* the program has not been started for them yet */

    uint64_t wakes;
    char wakes_since[25]; /* as the report says it */
    uint64_t state_since, started_at, ready_at; /* now_us(); 0: not yet */
    uint64_t woken_at;                          /* by a start, or from a freeze */
    uint64_t program_ended_at;                  /* now_us(), while `program` is 0 */
    bool report_failed;
    uint64_t report_due;   /* for changes that are gathered; 0: there are none */

    /* At the end: what is seldom used shares no page with what always is. */
    struct unreadable_adopter unreadable;
    struct decision decision; /* of the last look */
    struct known_clients known_clients;
    size_t unmatched_count, learned_count, elsewhere_count;
    struct listener elsewhere[ELSEWHERE_MAX]; /* what the program listens on while it does not hold all sockets */
    struct unmatched_bind unmatched[UNMATCHED_MAX];
    struct freeze freeze;
    bool unmatched_missed; /* the program has bound a passed port at more addresses than these */
    struct learned_bind learned[LEARNED_MAX];
};
