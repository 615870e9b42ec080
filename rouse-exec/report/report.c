#include "report/report.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "kernel/process.h"
#include "messages/log.h"
#include "report/identity.h"
#include "report/json.h"
#include "report/put_sockets.h"
#include "report/report_file.h"
#include "report/times.h"
#include "scoped_fd.h"

#define FEW_SOCKETS 8
#define GATHERED_US 20000

static void put_name(struct json *out, const char *path) {
    const char *slash = strrchr(path, '/');
    char name[256];
    snprintf(name, sizeof name, "%s", slash ? slash + 1 : path);
    size_t length = strlen(name);
    if (length > 5 && strcmp(name + length - 5, ".json") == 0)
        name[length - 5] = 0;
    put_string(out, name);
}

/* Whoever reads the report tells by it whether we are still there, whatever our file is called. */
static void put_process(struct json *out) {
    struct process_identity own;
    bool known = identify(getpid(), &own);
    put(out, ",\"pid\":%d", getpid());
    put_number_or_null(out, "pid_start_ticks", known, own.started);
}

static void put_identity(struct json *out) {
    char build[BUILD_TEXT_MAX];
    put(out, ",\"rouse_exec\":{\"version\":\"%s\"", own_version());
    put(out, *own_build(build) ? ",\"build\":\"%s\"}" : ",\"build\":null}", build);
}

static bool is_up(const struct service *service) {
    return service->state == STATE_STARTING || service->state == STATE_RUNNING;
}

/* A program that goes on for now, and will not be put to sleep any more. */
static bool is_told_to_end(const struct service *service) {
    return is_up(service) && service->end_requested;
}

/* systemd judges SIGTERM so, whoever sent it. */
static bool was_told(const struct service *service, int number) {
    return number == SIGTERM || (service->told >> (number - 1) & 1);
}

static const char *state_text(const struct service *service) {
    static const char *const texts[STATE_COUNT] = {
        [STATE_WAITING] = "waiting",   [STATE_QUEUED] = "waiting",    [STATE_STARTING] = "starting", [STATE_RUNNING] = "running",
        [STATE_FROZEN] = "frozen",
        [STATE_STOPPING] = "stopping", [STATE_SWEEPING] = "stopping", [STATE_ENDED] = "exited",
        [STATE_FAILING] = "failing",
    };
    int status = service->program_status;
    bool stopped = WIFSIGNALED(status) && was_told(service, WTERMSIG(status));
    bool bad = service->unserved || (!service->slept && status != 0 && !stopped);
    bool failed = service->state == STATE_ENDED && bad;
    bool failing = service->options->retry && service->fails > 0 && service->state == STATE_STARTING;
    return failed ? "failed" : failing && !service->end_requested ? "failing" : is_told_to_end(service) ? "stopping" : texts[service->state];
}

static void put_last_exit(struct json *out, const struct service *service) {
    int status = service->program_status;
    if (!service->ended_once) {
        put(out, ",\"last_exit\":null");
        return;
    }
    put(out, ",\"last_exit\":{\"code\":");
    put(out, WIFEXITED(status) ? "%d" : "null", WIFEXITED(status) ? WEXITSTATUS(status) : 0);
    put(out, ",\"signal\":");
    put(out, WIFSIGNALED(status) ? "%d" : "null", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    const char *reason = service->unserved ? "unserved" : service->slept ? "idle" : WIFSIGNALED(status) ? "signal" : "exit";
    put(out, ",\"reason\":\"%s\"}", reason);
}

static uint64_t later(uint64_t a, uint64_t b) {
    return a > b ? a : b;
}

static uint64_t sleeps_at(const struct service *service) {
    const struct idle_watch *idle = &service->idle;
    const struct decision *decision = &service->decision;
    bool counting = service->state == STATE_RUNNING && service->options->idle_us && !service->end_requested &&
                    (decision->reason == REASON_NONE || decision->until);
    uint64_t quiet = later(idle->last_use + service->options->idle_us, service->busy.min_awake_until);
    return !counting ? 0 : later(later(idle->next_look, decision->until), quiet); /* later: it was postponed */
}

static void put_busy(struct json *out, const struct service *service, int64_t wall) {
    const struct decision *decision = &service->decision;
    if (service->state != STATE_RUNNING || decision->reason == REASON_NONE) {
        put(out, ",\"busy\":null");
        return;
    }
    put(out, ",\"busy\":{\"reason\":\"%s\",\"text\":", decision->word);
    put_string(out, decision->text);
    put_time(out, "until", decision->until, wall);
    put(out, "}");
}

/* When the program is ended unless it takes its clients; 0: it is not. */
static uint64_t ends_at(const struct service *service) {
    const struct holder_watch *holders = &service->holders;
    bool ending = is_up(service) && !service->end_requested && holders->in_vain_since;
    return ending ? holders->in_vain_since + holders->grace : 0;
}

static void put_gate(struct json *out, const struct service *service, int64_t wall) {
    static const char *const texts[] = {[GATE_NONE] = "none", [GATE_SHUT] = "shut", [GATE_OPEN] = "open"};
    const struct gate *gate = &service->gate;
    put(out, ",\"gate\":\"%s\"", texts[gate->state]);
    put_time(out, "gate_since", gate->state == GATE_NONE ? 0 : gate->since, wall);
    put(out, ",\"gate_failed\":");
    if (*gate->failed)
        put_string(out, gate->failed);
    else
        put(out, "null");
}

/* Whose turn it is: the program is not started before that one has ended. */
static void put_turn(struct json *out, const struct service *service) {
    const struct turn *turn = &service->turn;
    put(out, ",\"waits_for\":");
    if (service->state != STATE_QUEUED) {
        put(out, "null");
        return;
    }
    put(out, "{\"name\":");
    put_string(out, turn->ahead);
    put_number_or_null(out, "connections", turn->ahead_connections >= 0, (uint64_t)turn->ahead_connections);
    put(out, "}");
}

/* How deep it sleeps, and why not. */
static void put_sleep(struct json *out, const struct service *service) {
    const struct sleep_options *sleep = &service->options->sleep;
    const struct freeze *freeze = &service->freeze;
    put(out, ",\"sleep\":{\"how\":\"%s\"", sleep->freezes ? "freeze" : "stop");
    put_seconds_or_null(out, "freeze_for_s", sleep->freeze_us);
    put_text_or_null(out, "stops_because", freeze->stops_because);
    put_text_or_null(out, "held_up", service->state == STATE_RUNNING ? freeze->held_up : NULL);
    put(out, ",\"freezes\":%u", freeze->freezes);
    put_milliseconds_or_null(out, "thaw_ms", service->cold.thaw_took);
    put(out, "}");
}

static void put_frozen(struct json *out, const struct service *service, int64_t wall) {
    const struct freeze *freeze = &service->freeze;
    if (service->state != STATE_FROZEN) {
        put(out, ",\"frozen\":null");
        return;
    }
    put(out, ",\"frozen\":{\"by\":\"%s\"", freeze->by_cgroup ? "cgroup" : "signal");
    put(out, ",\"resident_kb\":%llu,\"resident_before_kb\":%llu", (unsigned long long)freeze->resident_kb,
        (unsigned long long)freeze->resident_before_kb);
    put_text_or_null(out, "kept_because", freeze->memory);
    put_time(out, "since", service->state_since, wall);
    put_time(out, "until", service->deadline, wall);
    put(out, "}");
}

static void put_all(struct json *out, const struct service *service) {
    int64_t wall = wall_minus_monotonic();
    put(out, "{\"version\":1,\"name\":");
    put_name(out, service->options->report);
    put_process(out);
    put_identity(out);
    put_number_or_null(out, "program_pid", service->program > 0, (uint64_t)service->program);
    put(out, ",\"state\":\"%s\"", state_text(service));
    put_time(out, "since", service->state_since, wall);
    put_sockets(out, service);
    if (service->options->learn)
        put_learned(out, service, wall);
    put_number_or_null(out, "connections", service->idle.connections >= 0, (uint64_t)service->idle.connections);
    put(out, ",\"quiet_connections\":%d,\"ignored_connections\":%d", service->idle.quiet, service->idle.ignored);
    put_time(out, "last_activity", service->idle.last_use, wall);
    put_seconds_or_null(out, "idle_after_s", service->options->idle_us);
    put_seconds_or_null(out, "quiet_after_s", service->options->use.quiet_us);
    put_time(out, "sleeps_at", sleeps_at(service), wall);
    put_truth(out, "traced", service->state == STATE_RUNNING && service->decision.reason == REASON_TRACED);
    put_busy(out, service, wall);
    put_time(out, "ends_at", ends_at(service), wall);
    put_sleep(out, service);
    put_frozen(out, service, wall);
    put(out, ",\"wakes\":%llu,\"wakes_since\":\"%s\"", (unsigned long long)service->wakes, service->wakes_since);
    put_time(out, "started_at", service->started_at, wall);
    put_time(out, "ready_at", service->ready_at, wall);
    put_milliseconds_or_null(out, "cold_start_ms", service->cold.took);
    put_last_exit(out, service);
    put(out, ",\"fails\":%u", service->fails);
    put_time(out, "next_try", service->state == STATE_FAILING ? service->next_try : 0, wall);
    put_gate(out, service, wall);
    put_turn(out, service);
    put(out, "}\n");
    flush_json(out);
}

bool write_report(const struct service *service) {
    char draft[DRAFT_NAME_MAX];
    SCOPED_FD fd = make_draft(draft);
    if (fd < 0)
        return false;
    struct json out = {.fd = fd};
    put_all(&out, service);
    if (!out.failed && publish_draft(draft))
        return true;
    drop_draft(draft);
    return false;
}

static void begin_counting(struct service *service) {
    char text[TIME_TEXT_MAX];
    snprintf(service->wakes_since, sizeof service->wakes_since, "%.24s",
             format_time((int64_t)now_us() + wall_minus_monotonic(), text));
}

/* Both stand near the end, behind the lists. */
void read_wakes(struct service *service, int fd) {
    static const char key[] = "\"wakes\":", since_key[] = ",\"wakes_since\":\"";
    char text[1024], *end;
    lseek(fd, -(off_t)(sizeof text - 1), SEEK_END); /* a shorter file is read from its beginning */
    ssize_t length = read(fd, text, sizeof text - 1);
    text[length > 0 ? length : 0] = 0;
    const char *wakes = strstr(text, key);
    service->wakes = wakes ? strtoull(wakes + strlen(key), &end, 10) : 0;
    bool known = wakes && strncmp(end, since_key, strlen(since_key)) == 0;
    const char *since = known ? end + strlen(since_key) : "";
    if (strspn(since, "0123456789-:.TZ") == sizeof service->wakes_since - 1)
        memcpy(service->wakes_since, since, sizeof service->wakes_since - 1);
    else
        begin_counting(service);
}

void note_change(struct service *service) {
    service->report_due = 0;
    if (!service->options->report || write_report(service) || service->report_failed)
        return;
    service->report_failed = true;
    warn_errno("cannot write the report %s (going on without it)", service->options->report);
}

/* A report has a line for each socket: one for each bind of hundreds of them would take seconds. */
void note_change_of_socket(struct service *service) {
    if (service->passed.count <= FEW_SOCKETS)
        note_change(service);
    else if (service->report_due == 0)
        service->report_due = now_us() + GATHERED_US;
}
