#include "report/report.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "address/format_address.h"
#include "clock.h"
#include "command_line/span.h"
#include "kernel/process.h"
#include "messages/log.h"
#include "report/identity.h"
#include "report/json.h"
#include "report/report_file.h"
#include "scoped_fd.h"

#define FEW_SOCKETS 8
#define GATHERED_US 20000

/* Deadlines are kept by the monotonic clock; people read the other one. The difference is taken once per report, so
 * that equal times read equal. */
static int64_t wall_minus_monotonic(void) {
    struct timespec wall;
    clock_gettime(CLOCK_REALTIME, &wall);
    return (int64_t)wall.tv_sec * 1000000 + wall.tv_nsec / 1000 - (int64_t)now_us();
}

#define TIME_TEXT_MAX 48

static const char *format_time(int64_t us, char text[TIME_TEXT_MAX]) {
    struct tm utc;
    time_t seconds = us / 1000000;
    gmtime_r(&seconds, &utc);
    snprintf(text, TIME_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
             utc.tm_hour, utc.tm_min, utc.tm_sec, (int)(us / 1000 % 1000));
    return text;
}

static void put_time(struct json *out, const char *key, uint64_t monotonic, int64_t difference) {
    char text[TIME_TEXT_MAX];
    if (monotonic == 0)
        put(out, ",\"%s\":null", key);
    else
        put(out, ",\"%s\":\"%s\"", key, format_time((int64_t)monotonic + difference, text));
}

static void put_seconds_or_null(struct json *out, const char *key, uint64_t us) {
    if (us == SPAN_NEVER)
        put(out, ",\"%s\":null", key);
    else
        put(out, ",\"%s\":%llu.%03u", key, (unsigned long long)(us / 1000000), (unsigned)(us / 1000 % 1000));
}

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

static void put_sockets(struct json *out, const struct service *service) {
    char text[ADDRESS_TEXT_MAX];
    put(out, ",\"sockets\":[");
    for (size_t i = 0; i < service->passed.count; i++) {
        const struct passed_socket *socket = &service->passed.sockets[i];
        put(out, "%s{\"name\":", i ? "," : "");
        put_string(out, socket->name);
        put(out, ",\"address\":");
        put_string(out, format_address(&socket->address, text));
        put(out, ",\"type\":\"%s\"", type_name(socket->address.any.sa_family, socket->type));
        put_truth(out, "adopted", socket->adopted);
        put_truth(out, "listening", socket->listening);
        put_truth(out, "closed", !socket->adopted && socket->given_up_at != 0);
        put_truth(out, "in_vain", !socket->adopted && socket->in_vain_said);
        put(out, "}");
    }
    put(out, "]");
}

static bool was_put_aside(const struct service *service, const struct unmatched_bind *bind) {
    for (size_t i = 0; i < service->passed.count; i++) {
        const struct passed_socket *stead = &service->passed.sockets[i];
        if (stead->aside.pid && stead->type == bind->type && is_v4(&bind->address) &&
            port_of(&stead->address) == port_of(&bind->address) &&
            bind->address.in.sin_addr.s_addr == stead->aside.asked)
            return true;
    }
    return false;
}

static void put_unmatched(struct json *out, const struct service *service) {
    char text[ADDRESS_TEXT_MAX];
    put(out, ",\"unmatched\":[");
    for (size_t i = 0; i < service->unmatched_count; i++) {
        const struct unmatched_bind *bind = &service->unmatched[i];
        put(out, "%s{\"address\":", i ? "," : "");
        put_string(out, format_address(&bind->address, text));
        put(out, ",\"type\":\"%s\",\"pid\":%d", type_name(bind->address.any.sa_family, bind->type), bind->pid);
        put_truth(out, "aside", was_put_aside(service, bind));
        put(out, "}");
    }
    put(out, "]");
}

static void put_elsewhere(struct json *out, const struct service *service) {
    char text[ADDRESS_TEXT_MAX];
    put(out, ",\"elsewhere\":[");
    for (size_t i = 0; i < service->elsewhere_count; i++) {
        const struct listener *one = &service->elsewhere[i];
        put(out, "%s{\"address\":", i ? "," : "");
        put_string(out, format_address(&one->address, text));
        put(out, ",\"type\":\"%s\"}", type_name(one->address.any.sa_family, one->type));
    }
    put(out, "]");
}

static void put_learned_bind(struct json *out, const struct learned_bind *bind, int64_t wall) {
    char text[ADDRESS_TEXT_MAX];
    put(out, "{\"address\":");
    put_string(out, format_address(&bind->address, text));
    put(out, ",\"type\":\"%s\",\"v6only\":%s,\"pid\":%d,\"process\":",
        type_name(bind->address.any.sa_family, bind->type), bind->v6only ? "true" : "false", bind->pid);
    put_string(out, bind->process);
    put_time(out, "bound_at", bind->bound_at, wall);
    put_time(out, "listened_at", bind->listened_at, wall);
    put(out, "}");
}

static void put_learned(struct json *out, const struct service *service, int64_t wall) {
    put(out, ",\"learned\":[");
    for (size_t i = 0; i < service->learned_count; i++) {
        put(out, "%s", i ? "," : "");
        put_learned_bind(out, &service->learned[i], wall);
    }
    put(out, "]");
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

static void put_text_or_null(struct json *out, const char *key, const char *text) {
    put(out, ",\"%s\":", key);
    if (text && *text)
        put_string(out, text);
    else
        put(out, "null");
}

static void put_milliseconds_or_null(struct json *out, const char *key, uint64_t us) {
    if (us)
        put(out, ",\"%s\":%llu.%03u", key, (unsigned long long)(us / 1000), (unsigned)(us % 1000));
    else
        put(out, ",\"%s\":null", key);
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
    put_unmatched(out, service);
    put_elsewhere(out, service);
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
