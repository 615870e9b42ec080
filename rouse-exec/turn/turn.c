#include "turn/turn.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "messages/log.h"
#include "paths/foreign_path.h"
#include "turn/group_folder.h"
#include "turn/line.h"

#define FIRST_PAUSE_US 1000
#define LONGEST_PAUSE_US 5000000 /* for what no event tells: the folder is gone, inotify has nothing to spare */

void require_turns(const struct options *options) {
    char problem[FOLDER_PROBLEM_MAX];
    int folder = open_group(options->one_of.group, problem);
    if (folder < 0)
        die("cannot take turns with the services of the group %s: %s; expected a folder of ours or of root, to which only "
            "we may write; remove it, or choose another group",
            last_part(options->one_of.group), problem);
    close(folder);
}

static void name_service(const struct options *options, char name[HOLDER_NAME_MAX]) {
    snprintf(name, HOLDER_NAME_MAX, "%s", options->one_of.name ? options->one_of.name : last_part(options->program[0]));
}

static void tell(struct service *service) {
    struct turn *turn = &service->turn;
    struct ticket ticket = {
        .holds = turn->held, .max_wait = service->options->max_wait_us, .connections = service->idle.connections};
    name_service(service->options, ticket.name);
    tell_ticket(turn->ticket, &ticket);
    turn->told = service->idle.connections;
}

/* Who has the turn need not know what the others write; they show what it writes. */
static void watch(struct turn *turn) {
    char path[64];
    uint32_t events = IN_CREATE | IN_DELETE | IN_CLOSE_WRITE | IN_ONLYDIR | (turn->held ? 0 : IN_MODIFY);
    if (turn->watch < 0)
        turn->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    snprintf(path, sizeof path, "/proc/self/fd/%d", turn->folder);
    if (turn->watch >= 0 && inotify_add_watch(turn->watch, path, events) < 0) {
        close(turn->watch);
        turn->watch = -1;
    }
}

bool stands_in_line(const struct service *service) {
    return service->turn.folder >= 0;
}

bool stand_in_line(struct service *service) {
    char problem[FOLDER_PROBLEM_MAX];
    struct turn *turn = &service->turn;
    struct ticket ticket = {.max_wait = service->options->max_wait_us, .connections = -1};
    name_service(service->options, ticket.name);
    turn->folder = open_group(service->options->one_of.group, problem);
    if (turn->folder < 0) {
        warn_once("cannot take turns with the services of the group %s: %s; this is tried again while a client waits",
                  last_part(service->options->one_of.group), problem);
        return false;
    }
    watch(turn);
    turn->ticket = take_ticket(turn->folder, &ticket);
    turn->number = ticket.number;
    turn->again_at = turn->pause = 0;
    if (turn->ticket >= 0)
        return true;
    warn_errno_once("cannot make a ticket in the folder of the group %s; this is tried again while a client waits",
                    last_part(service->options->one_of.group));
    leave_line(service);
    return false;
}

void leave_line(struct service *service) {
    struct turn *turn = &service->turn;
    int error = errno;
    if (turn->folder >= 0)
        flock(turn->folder, LOCK_UN); /* before those that wait are told by the end of the ticket */
    if (turn->ticket >= 0)
        drop_ticket(turn->folder, turn->ticket, turn->number);
    if (turn->watch >= 0)
        close(turn->watch);
    if (turn->folder >= 0)
        close(turn->folder);
    *turn = (struct turn){.folder = -1, .ticket = -1, .watch = -1};
    errno = error;
}

/* The kernel tells of a close before it gives the lock back, and the lock of one that was killed lasts until the guard of
 * its run has ended too: after each event there are several looks. */
static void look_again_later(struct turn *turn) {
    turn->pause = turn->pause * 2 < LONGEST_PAUSE_US ? turn->pause * 2 : LONGEST_PAUSE_US;
    turn->pause = turn->pause ? turn->pause : FIRST_PAUSE_US;
    turn->again_at = now_us() + turn->pause;
}

static bool is_folder_gone(const struct turn *turn) {
    struct stat status;
    return fstat(turn->folder, &status) == 0 && status.st_nlink == 0;
}

static void note_ahead(struct turn *turn, const struct ticket *ahead) {
    turn->ahead_connections = ahead->number ? ahead->connections : -1;
    snprintf(turn->ahead, sizeof turn->ahead, "%s", *ahead->name ? ahead->name : "another service");
}

bool take_turn(struct service *service) {
    struct turn *turn = &service->turn;
    if (is_folder_gone(turn)) { /* who comes from now on cannot see us there */
        leave_line(service);
        if (!stand_in_line(service))
            return false;
    }
    struct line line = look_at(turn->folder, turn->number, 0);
    if (line.anybody_before || flock(turn->folder, LOCK_EX | LOCK_NB) != 0) {
        note_ahead(turn, &line.ahead);
        look_again_later(turn);
        return false;
    }
    turn->held = true;
    turn->again_at = turn->pause = 0;
    turn->told = -1;
    watch(turn);
    tell(service);
    look_for_others(service);
    return true;
}

bool look_for_others(struct service *service) {
    struct turn *turn = &service->turn;
    struct line line = look_at(turn->folder, turn->number, service->ready_at);
    bool is_news = line.anybody_else && !turn->wanted_since;
    turn->overdue_at = line.overdue_at;
    turn->wanted_since = !line.anybody_else ? 0 : is_news ? now_us() : turn->wanted_since;
    note_ahead(turn, &line.ahead);
    turn->again_at = 0;
    if (line.anybody_else || turn->watch < 0)
        look_again_later(turn);
    return is_news;
}

int line_channel(const struct service *service) {
    return service->turn.watch;
}

void hear_line(struct service *service) {
    _Alignas(struct inotify_event) char events[1024];
    struct turn *turn = &service->turn;
    bool told_only = true;
    ssize_t length;
    while ((length = read(turn->watch, events, sizeof events)) > 0)
        for (char *at = events; at < events + length; at += sizeof(struct inotify_event) + ((struct inotify_event *)at)->len)
            told_only = told_only && ((struct inotify_event *)at)->mask == IN_MODIFY;
    if (!told_only)
        turn->pause = 0;
    turn->again_at = now_us();
}

uint64_t line_deadline(const struct service *service) {
    return service->turn.again_at;
}

void tell_line(struct service *service) {
    if (service->turn.wanted_since && service->turn.told != service->idle.connections)
        tell(service);
}
