#include "idle/standstill_guard.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "messages/log.h"

#define ALL_WELL 0 /* no process has this pid */

/* The channel ends when we do; the last pid then says whether all processes had been continued before. Several lists
 * may arrive, which together can be longer than there is room for. */
__attribute__((noreturn)) static void keep_watch(int channel) {
    pid_t stopped[PROCESSES_MAX], piece[256], last = ALL_WELL;
    size_t count = 0;
    ssize_t length;
    while ((length = read(channel, piece, sizeof piece)) > 0) {
        size_t pids = (size_t)length / sizeof *piece;
        for (size_t i = 0; i < pids && count < PROCESSES_MAX; i++)
            stopped[count++] = piece[i];
        last = piece[pids - 1];
    }
    for (size_t i = 0; i < count && last != ALL_WELL; i++)
        kill(stopped[i], SIGCONT);
    _exit(0);
}

struct standstill_guard begin_standstill_guard(void) {
    struct standstill_guard guard = {.pid = -1, .channel = -1};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return guard;
    guard.pid = fork();
    if (guard.pid == 0) {
        close(ends[1]);
        keep_watch(ends[0]);
    }
    close(ends[0]);
    guard.channel = ends[1];
    return guard;
}

static void send_pids(const struct standstill_guard *guard, const pid_t *pids, size_t count) {
    if (guard->pid > 0 && write(guard->channel, pids, count * sizeof *pids) < 0)
        debug("no process would continue the program if we were killed while it stands still");
}

void inform_standstill_guard(const struct standstill_guard *guard, const struct process_list *stopped) {
    send_pids(guard, stopped->pids, stopped->count);
}

/* It is reaped with all other children, once SIGCHLD says so: the program runs now, and its calls may wait. */
void end_standstill_guard(struct standstill_guard *guard) {
    const pid_t all_well = ALL_WELL;
    send_pids(guard, &all_well, 1);
    close(guard->channel);
    guard->pid = guard->channel = -1;
}
