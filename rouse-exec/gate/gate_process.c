#include "gate/gate_process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "address/format_address.h"
#include "gate/checks.h"
#include "gate/command_check.h"
#include "gate/message.h"
#include "gate/private_socket.h"
#include "kernel/own_descriptors.h"
#include "kernel/stranger.h"
#include "messages/shorten.h"
#include "service_manager/environment.h"

#define FIRST_PAUSE_US 50000
#define LONGEST_PAUSE_US 1000000
#define KEPT 4
#define LOOK_MS 500
#define NAME_MAX_BYTES 64
#define PROGRAM_PATIENCE_US 20000 /* rouse-exec waits meanwhile */

struct gate_process {
    const struct service *service;
    int channel;
    pid_t checker;    /* the process that tries the checks; 0: none */
    pid_t *command;   /* the process group of a command that it runs, shared with it */
    int *own; /* the private socket of each passed one; -1: it has none. Behind them: what else is kept open */
};

__attribute__((noreturn)) static void refuse(const struct gate_process *gate, const struct passed_socket *socket) {
    struct gate_message message = {.word = GATE_REFUSED, .error = errno};
    char text[ADDRESS_TEXT_MAX];
    snprintf(message.text, sizeof message.text, "make a private socket like %.100s", format_address(&socket->address, text));
    send_to_gate(gate->channel, &message, -1);
    _exit(EXIT_FAILURE);
}

static void make_private_sockets(const struct gate_process *gate) {
    const struct passed_set *set = &gate->service->passed;
    enter_private_namespaces(set);
    for (size_t i = 0; i < set->count; i++) {
        struct gate_message message = {.word = GATE_SOCKET, .index = i};
        gate->own[i] = -1;
        if (set->sockets[i].type == SOCK_DGRAM)
            continue;
        gate->own[i] = open_private_socket(&set->sockets[i]);
        if (gate->own[i] < 0)
            refuse(gate, &set->sockets[i]);
        if (!send_to_gate(gate->channel, &message, gate->own[i]))
            _exit(EXIT_FAILURE);
    }
    show_private_paths(set);
}

static void keep_open(const struct gate_process *gate) {
    const int kept[KEPT] = {gate->channel, STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
    memcpy(gate->own + gate->service->passed.count, kept, sizeof kept);
    leave_standard_streams();
    close_descriptors_but(gate->own, gate->service->passed.count + KEPT);
}

static size_t find_checked(const struct gate_process *gate, const struct ready_check *check) {
    const struct passed_set *set = &gate->service->passed;
    for (size_t i = 0; i < set->count; i++)
        if (gate->own[i] >= 0 && (!check->name || strcmp(check->name, set->sockets[i].name) == 0))
            return i;
    return 0;
}

/* FAILED gets what is said of the first that fails. */
static bool pass_all(const struct gate_process *gate, char failed[GATE_TEXT_MAX]) {
    const struct options *options = gate->service->options;
    char how[GATE_TEXT_MAX], name[NAME_MAX_BYTES];
    for (size_t i = 0; i < options->check_count; i++) {
        const struct ready_check *check = &options->checks[i];
        size_t at = find_checked(gate, check);
        if (check->kind == CHECK_NOTIFY || passes_check(check, &gate->service->passed.sockets[at], gate->own[at], how))
            continue;
        snprintf(failed, GATE_TEXT_MAX, "%s: %.90s", shorten(check->text, name, sizeof name), how);
        return false;
    }
    return true;
}

/* One that has not changed is no news. */
static void tell_failure(const struct gate_process *gate, struct gate_message *last, const char *failed) {
    if (last->word == GATE_FAILED && strcmp(last->text, failed) == 0)
        return;
    *last = (struct gate_message){.word = GATE_FAILED};
    memcpy(last->text, failed, GATE_TEXT_MAX);
    send_to_gate(gate->channel, last, -1);
}

/* So that a client waits an eighth of the load time longer at most. */
static uint64_t longer(uint64_t pause) {
    return pause + pause / 8 < LONGEST_PAUSE_US ? pause + pause / 8 : LONGEST_PAUSE_US;
}

__attribute__((noreturn)) static void try_checks(const struct gate_process *gate) {
    const struct options *options = gate->service->options;
    uint64_t pause = options->check_interval_us ? options->check_interval_us : FIRST_PAUSE_US;
    unsigned passes = 0;
    struct gate_message last = {.word = GATE_BEGIN};
    char failed[GATE_TEXT_MAX] = "";
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    for (;;) {
        bool passed = pass_all(gate, failed);
        passes = passed ? passes + 1 : 0;
        if (passes >= options->check_passes)
            break;
        if (!passed)
            tell_failure(gate, &last, failed);
        nanosleep(&(struct timespec){(time_t)(pause / 1000000), (long)(pause % 1000000) * 1000}, NULL);
        if (!options->check_interval_us && !passed)
            pause = longer(pause);
    }
    send_to_gate(gate->channel, &(struct gate_message){.word = GATE_PASSED}, -1);
    _exit(EXIT_SUCCESS);
}

static void begin_checks(struct gate_process *gate) {
    static struct gate_message last;
    char failed[GATE_TEXT_MAX] = "no check can be tried: there is no process to spare";
    gate->checker = fork();
    if (gate->checker == 0)
        try_checks(gate);
    if (gate->checker < 0)
        tell_failure(gate, &last, failed);
}

/* Where the checker was killed, its command became our child (PR_SET_CHILD_SUBREAPER), and its number is not given to
 * another process as long as we do not wait for it. */
static void end_command(const struct gate_process *gate) {
    if (*gate->command > 0)
        kill(-*gate->command, SIGKILL);
    *gate->command = 0;
    end_left_behind();
}

/* One that has passed ends well. One that was killed, as by the kernel for its memory, is followed by another. */
static void look_after_checks(struct gate_process *gate) {
    int status;
    if (gate->checker > 0 && waitpid(gate->checker, &status, WNOHANG) == gate->checker)
        gate->checker = status == 0 ? 0 : -1;
    if (gate->checker >= 0)
        return;
    end_command(gate);
    begin_checks(gate);
}

static void connect_for_program(const struct gate_process *gate, size_t index, unsigned asked) {
    int fd = connect_private_socket(&gate->service->passed.sockets[index], gate->own[index], PROGRAM_PATIENCE_US);
    struct gate_message answer = {.word = GATE_CONNECTED, .index = index, .asked = asked, .error = errno};
    send_to_gate(gate->channel, &answer, fd);
    if (fd >= 0)
        close(fd);
}

static void serve(struct gate_process *gate) {
    struct gate_message message;
    int none;
    for (;;) {
        bool heard = receive_of_gate(gate->channel, &message, &none, LOOK_MS);
        if (!heard && errno != ETIMEDOUT && errno != EINTR)
            return;
        if (heard && message.word == GATE_BEGIN)
            begin_checks(gate);
        else if (heard && message.word == GATE_CONNECT)
            connect_for_program(gate, message.index, message.asked);
        look_after_checks(gate);
    }
}

static void end_checks(const struct gate_process *gate) {
    if (gate->checker > 0 && kill(gate->checker, SIGKILL) == 0)
        waitpid(gate->checker, NULL, 0);
    end_command(gate);
}

static pid_t *share(void) {
    void *page = mmap(NULL, sizeof(pid_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? NULL : page;
}

/* It lives as long as the other end of the channel is open. */
void keep_gate(const struct service *service, int channel) {
    struct gate_process gate = {service, channel, 0, share(), calloc(service->passed.count + KEPT, sizeof(int))};
    prctl(PR_SET_NAME, "rouse-gate");
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    look_for_strangers(); /* there are none below it */
    if (!gate.own || !gate.command)
        _exit(EXIT_FAILURE);
    restore_signals(&service->signals);
    remove_variable("NOTIFY_SOCKET"); /* the program's */
    note_commands_in(gate.command);
    make_private_sockets(&gate);
    keep_open(&gate);
    struct ready_check first = {0};
    size_t at = find_checked(&gate, &first);
    tell_commands_of(&service->passed.sockets[at], gate.own[at]);
    serve(&gate);
    end_checks(&gate);
    _exit(EXIT_SUCCESS);
}
