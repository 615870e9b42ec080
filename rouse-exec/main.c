#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "bind/match.h"
#include "check.h"
#include "command_line/contradictions.h"
#include "command_line/forget_announcement.h"
#include "command_line/options.h"
#include "freeze/cgroup.h"
#include "gate/gate.h"
#include "idle/hours_timer.h"
#include "kernel/stranger.h"
#include "kernel/time_slice.h"
#include "life/end_like.h"
#include "life/enter_state.h"
#include "life/find_program.h"
#include "life/left_out.h"
#include "life/spawn.h"
#include "life/start.h"
#include "life/supervise.h"
#include "life/watchdog.h"
#include "messages/log.h"
#include "report/identity.h"
#include "report/report.h"
#include "report/report_file.h"
#include "scoped_fd.h"
#include "seccomp/deadly_filter.h"
#include "seccomp/traps.h"
#include "service_manager/notify.h"
#include "sockets/open_socket.h"
#include "sockets/socket_file.h"
#include "sockets/watch_sockets.h"
#include "turn/turn.h"

/* Aligned so that what is always used of it lies in one page. */
static _Alignas(4096) struct service service;

static void answer_questions(const struct options *options) {
    if (options->help)
        print_help();
    if (options->version)
        print("rouse-exec %s\n", own_version());
    if (options->help || options->version)
        exit(EXIT_SUCCESS);
    if (options->check)
        exit(check_machine() ? EXIT_SUCCESS : EXIT_OWN_FAILURE);
    if (!options->program)
        die("no PROGRAM to run; see rouse-exec --help");
}

static void open_report(const struct options *options) {
    if (!options->report)
        return;
    SCOPED_FD last = open_report_file(options->report);
    read_wakes(&service, last);
    if (!write_report(&service) && errno != ENOSPC && errno != EROFS && errno != EDQUOT && errno != EFBIG)
        die_errno("cannot write the report %s", options->report);
}

/* A mistyped command is better reported now than to the first client. */
static void prepare_lazy(const struct options *options) {
    int status = find_program(options->program[0]);
    if (status != 0)
        exit(status);
    if (!rehearse_handover(&service) || !rehearse_gate(&service))
        exit(EXIT_OWN_FAILURE);
}

/* If our parent dies, nobody will read what is learned, or end the program. */
static void end_with_parent(void) {
    pid_t parent = getppid();
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        exit(EXIT_OWN_FAILURE);
}

static void begin(const struct options *options) {
    if (options->learn)
        end_with_parent();
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
        die_errno("cannot become the reaper of the program's orphans");
    refuse_deadly_filter();
    if (options->one_of.group)
        require_turns(options);
    service.traps = choose_traps(&service.passed, options);
    ask_for_short_slices();
    service.signals = block_signals();
    look_for_strangers();
    if (options->sleep.freezes)
        divide_cgroup();
    if (options->lazy || options->sleep.freezes) /* of a program that has been started, nobody else ends the freeze */
        open_hours_timer(&service);
    if (!options->lazy) {
        start_service(&service);
        return;
    }
    service.pending_watch = watch_sockets(&service.passed);
    prepare_lazy(options); /* after all descriptors are open, so that a limit that is too low is reported now */
    enter_state(&service, STATE_WAITING);
}

/* However we end, no file of ours may be left behind; a child of ours that fails must leave the file there. */
static pid_t owner;

static void tidy_up(void) {
    if (getpid() != owner)
        return;
    leave_line(&service);
    remove_own_files(&service.passed);
    if (service.options->remove_report)
        remove_report();
    release_report_file();
}

static void collect_sockets(const struct options *options) {
    service.passed = receive_passed(options->listen_count);
    for (size_t i = 0; i < options->listen_count; i++)
        open_socket(&service.passed, &options->listens[i], options);
    check_maps(&service.passed, options);
    refuse_bad_checks(&service.passed, options);
    link_ports(&service.passed);
}

int main(int count, char **arguments) {
    static struct options options; /* tidy_up() reads them after main has returned */
    options = parse_options(count, arguments);
    refuse_contradictions(&options);
    answer_questions(&options);
    service.options = &options;
    service.state = STATE_STARTING;
    service.listener = service.pending_watch = service.idle.connections = -1;
    service.turn.folder = service.turn.ticket = service.turn.watch = -1;
    service.freeze.watch = service.freeze.pressure = -1;
    service.gate.channel = service.gate.notify = service.hours_timer = -1;
    owner = getpid();
    atexit(tidy_up);
    collect_sockets(&options);
    if (service.passed.count == 0 && options.one_of.group)
        die("--one-of needs a passed socket: without one, nothing would tell when PROGRAM may sleep; add --listen");
    if (service.passed.count == 0 && !options.learn)
        return execute(options.program);
    if (options.ready) {
        take_notify_socket();
        take_watchdog(&service);
    }
    ignore_file_limit();
    open_report(&options);
    begin(&options);
    if (options.announcement) {
        announce(options.announcement);
        forget_announcement(count, arguments, options.program);
    }
    supervise(&service);
    tidy_up(); /* the signal that may end us runs no exit handlers */
    if (service.unserved)
        _exit(EXIT_UNSERVED);
    end_like(service.slept ? 0 : service.program_status);
}
