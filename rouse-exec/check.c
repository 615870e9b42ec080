#include "check.h"

#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "deadly_filter.h"
#include "passed.h"
#include "service.h"
#include "sock_diag.h"
#include "spawn.h"

static void print_line(const char *name, const char *verdict) {
    printf("%-12s %s\n", name, verdict);
}

static void print_kernel(void) {
    struct utsname kernel;
    if (uname(&kernel) == 0)
        printf("%-12s Linux %s %s (5.9 or later is needed)\n", "kernel", kernel.release, kernel.machine);
}

/* As seccomp(2) demands: without CAP_SYS_ADMIN a filter needs no_new_privs. */
static void print_privileges(void) {
    print_line("privileges", prctl(PR_CAPBSET_READ, 21, 0, 0, 0) == 1 && geteuid() == 0
                                 ? "ok"
                                 : "limited: no_new_privs will be set, so setuid programs below PROGRAM gain nothing");
}

static void print_idle(const struct passed_set *set) {
    print_line("idle", is_visible(&set->sockets[0])
                           ? "ok"
                           : "limited: sock_diag is closed to us, connections are counted by the program's descriptors");
}

bool check_machine(void) {
    struct passed_socket room[1];
    struct options options = {0};
    struct service service = {.options = &options, .passed = {.sockets = room}, .signals = block_signals(), .listener = -1};
    int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in loopback = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    print_kernel();
    fflush(stdout);
    refuse_deadly_filter();
    bool works = rehearse_handover(&service);
    print_line("hand-over", works ? "ok" : "missing: see the message above");
    print_privileges();
    if (bind(probe, (struct sockaddr *)&loopback, sizeof loopback) == 0 && listen(probe, 1) == 0) {
        add_passed(&service.passed, probe, "probe");
        print_idle(&service.passed);
    }
    fflush(stdout);
    return works;
}
