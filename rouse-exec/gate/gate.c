#include "gate/gate.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "command_line/span.h"
#include "gate/message.h"
#include "gate/process_life.h"
#include "kernel/process.h"
#include "messages/log.h"
#include "report/report.h"
#include "seccomp/deadly_filter.h"
#include "service_manager/notify.h"
#include "service_manager/program_notify.h"
#include "sockets/adoption.h"
#include "sockets/private_listener.h"

#define PATIENCE_MS 10000 /* for its answer, on a busy machine */
#define EXTEND_US 30000000
#define TEXT_OF(number) TEXT_OF_THIS(number)
#define TEXT_OF_THIS(number) #number

static const char no_notice[] = "notify: the program has not said READY=1";

bool has_gate(const struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++)
        if (service->options->check_count > 0 && service->passed.sockets[i].type != SOCK_DGRAM)
            return true;
    return false;
}

static void refuse_unknown(const struct passed_set *set, const struct ready_check *check) {
    for (size_t i = 0; i < set->count; i++)
        if (set->sockets[i].type != SOCK_DGRAM && (!check->name || strcmp(check->name, set->sockets[i].name) == 0))
            return;
    if (check->name)
        die("--ready-check=%s: no passed stream socket is named '%s'; see FileDescriptorName= of the socket unit, or "
            ",name= of --listen",
            check->text, check->name);
    die("--ready-check=%s: only datagram sockets were passed, whose clients cannot be kept waiting", check->text);
}

void refuse_bad_checks(const struct passed_set *set, const struct options *options) {
    for (size_t i = 0; set->count > 0 && i < options->check_count; i++)
        refuse_unknown(set, &options->checks[i]);
}

static bool refuse_without_ptrace(void) {
    warn("cannot keep clients from the program until --ready-check passes: ptrace(2) is refused; add \"ptrace\" to the "
         "unit's SystemCallFilter= or to the container's seccomp profile, and let Yama's ptrace_scope be below 2 for "
         "programs that are not root's");
    errno = EPERM;
    return false;
}

static bool asks(const struct service *service, enum check_kind kind, bool others) {
    for (size_t i = 0; i < service->options->check_count; i++)
        if ((service->options->checks[i].kind == kind) != others)
            return true;
    return false;
}

static bool open_notify(struct gate *gate, const struct service *service) {
    if (!asks(service, CHECK_NOTIFY, false))
        return gate->notified = true;
    gate->notify = open_program_notify();
    return gate->notify >= 0;
}

bool shut_gate(struct service *service) {
    uint64_t now = now_us(), timeout = service->options->check_timeout_us;
    service->gate = (struct gate){.channel = -1, .notify = -1, .since = now};
    if (!has_gate(service))
        return true;
    if (!service->traps.swaps || !can_trace_child())
        return refuse_without_ptrace();
    if (!open_notify(&service->gate, service))
        return refuse_gate("make a socket for its READY=1", errno);
    if (start_gate_process(service)) {
        service->gate.state = GATE_SHUT;
        service->gate.deadline = timeout == SPAN_NEVER ? 0 : now + timeout;
        service->gate.extend_at = service->options->ready ? now : 0;
        return true;
    }
    int error = errno;
    end_gate(service, GATE_NONE);
    errno = error;
    return false;
}

bool rehearse_gate(struct service *service) {
    bool shuts = shut_gate(service);
    end_gate(service, GATE_NONE);
    return shuts;
}

void leave_out_unreachable(struct service *service, const struct passed_socket *socket, pid_t tid, int old) {
    char name[32];
    if (!socket->gated)
        return;
    pid_t pid = thread_group_of(tid), tracer = tracer_of(tid);
    if (old >= 0 && tracer == 0)
        return;
    if (is_any_adopted(&service->passed)) /* by another process, to which the gate applies */
        return;
    warn("clients do not wait for --ready-check: process %d (%s), which binds, %s", pid,
         process_name(pid, name, sizeof name), tracer ? "is traced" : "may not be inspected");
    end_gate(service, GATE_NONE);
    note_change(service);
}

/* A program that says READY=1 before it listens is ready when it does. */
static void settle(struct service *service) {
    struct gate *gate = &service->gate;
    if (gate->passed || !gate->checked || !gate->notified || !gate->begun)
        return;
    gate->passed = true;
    gate->again_at = now_us();
}

/* The others have passed. */
static void await_notice(struct service *service) {
    struct gate *gate = &service->gate;
    if (!gate->notified && strcmp(gate->failed, no_notice) != 0) {
        memcpy(gate->failed, no_notice, sizeof no_notice);
        note_change(service);
    }
    settle(service);
}

void begin_checks(struct service *service) {
    if (!asks(service, CHECK_NOTIFY, true))
        service->gate.checked = true;
    else if (!service->gate.begun)
        send_to_gate(service->gate.channel, &(struct gate_message){.word = GATE_BEGIN}, -1);
    service->gate.begun = true;
    if (service->gate.checked)
        await_notice(service);
}

static void note_failed(struct service *service, const struct gate_message *message) {
    memcpy(service->gate.failed, message->text, sizeof service->gate.failed);
    debug("not ready: %s", message->text);
    note_change(service);
}

/* The private sockets outlive it, but nobody would try the checks. */
static void note_lost(struct service *service) {
    struct gate *gate = &service->gate;
    end_gate_process(gate);
    if (gate->passed)
        return;
    /* As at the end of its time: who would let clients in now does not know whether the program can serve them. */
    snprintf(gate->failed, sizeof gate->failed, "the process that tries the checks was ended by somebody");
    gate->deadline = now_us();
    note_change(service);
}

static void take_message(struct service *service, const struct gate_message *message) {
    if (message->word == GATE_PASSED) {
        service->gate.checked = true;
        await_notice(service);
    } else if (message->word == GATE_FAILED) {
        note_failed(service, message);
    }
}

void hear_gate(struct service *service) {
    struct gate_message message;
    int fd;
    if (receive_of_gate(service->gate.channel, &message, &fd, 0))
        take_message(service, &message);
    else if (errno != ETIMEDOUT) /* connect_in_gate has read what there was */
        note_lost(service);
    if (fd >= 0)
        close(fd);
}

void hear_program(struct service *service) {
    struct gate *gate = &service->gate;
    if (!relay_notifications(gate->notify, gate->state == GATE_SHUT))
        return;
    gate->notified = true;
    if (gate->state == GATE_SHUT)
        settle(service);
}

int notify_channel(const struct service *service) {
    return service->gate.notify;
}

int gate_channel(const struct service *service) {
    return service->gate.state == GATE_SHUT ? service->gate.channel : -1;
}

int connect_in_gate(struct service *service, const struct passed_socket *socket) {
    static unsigned asked;
    struct gate_message ask = {.word = GATE_CONNECT, .index = (size_t)(socket - service->passed.sockets), .asked = ++asked}, message;
    int fd = -1;
    if (!send_to_gate(service->gate.channel, &ask, -1))
        return -1;
    while (receive_of_gate(service->gate.channel, &message, &fd, PATIENCE_MS)) {
        if (message.word == GATE_CONNECTED && message.asked == asked) {
            errno = message.error;
            return fd;
        }
        if (fd >= 0) /* of a question that was given up */
            close(fd);
        take_message(service, &message);
    }
    return -1;
}

uint64_t gate_deadline(const struct service *service) {
    const struct gate *gate = &service->gate;
    return gate->state != GATE_SHUT ? 0 : gate->again_at ? gate->again_at : earlier(gate->deadline, gate->extend_at);
}

const char *why_late(const struct service *service) {
    const struct gate *gate = &service->gate;
    if (gate->passed)
        return "the checks have passed, and it could not be given the passed sockets";
    return *gate->failed ? gate->failed : gate->begun ? "no check has answered" : "it does not listen";
}

/* TimeoutStartSec= counts as long as READY=1 has not been sent. */
bool ask_for_time(struct service *service) {
    struct gate *gate = &service->gate;
    if (gate->again_at || gate->extend_at == 0 || now_us() < gate->extend_at)
        return false;
    gate->extend_at = now_us() + EXTEND_US / 3;
    notify("EXTEND_TIMEOUT_USEC=" TEXT_OF(EXTEND_US));
    return true;
}

bool is_gate_late(const struct service *service) {
    const struct gate *gate = &service->gate;
    return gate->state == GATE_SHUT && gate->deadline && now_us() >= gate->deadline;
}

void end_gate(struct service *service, enum gate_state state) {
    if (service->gate.pid > 0 || service->gate.state == GATE_SHUT)
        end_gate_process(&service->gate);
    if (state == GATE_NONE && service->gate.notify >= 0) {
        close(service->gate.notify);
        service->gate.notify = -1;
    }
    for (size_t i = 0; i < service->passed.count; i++) {
        struct passed_socket *socket = &service->passed.sockets[i];
        if (socket->gated)
            close_private_listener(socket);
        socket->gated = false;
    }
    service->gate.state = state;
    service->gate.deadline = service->gate.again_at = service->gate.extend_at = 0;
}
