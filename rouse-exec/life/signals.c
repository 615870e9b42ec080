#include "life/signals.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "kernel/descendant.h"
#include "kernel/process.h"
#include "kernel/process_list.h"
#include "kernel/waits_for_signal.h"
#include "messages/log.h"
#include "service/service.h"
#include "sockets/passed_holder.h"

/* apache signals its whole process group, and supervisors signal their parent: a signal from a descendant must not go
 * back down. */
bool is_sent_from_below(const struct signalfd_siginfo *signal) {
    pid_t sender = (pid_t)signal->ssi_pid;
    return (signal->ssi_code == SI_USER || signal->ssi_code == SI_TKILL || signal->ssi_code == SI_QUEUE) &&
           sender > 0 && (sender == getpid() || is_descendant(sender));
}

/* rt_sigqueueinfo(2) keeps the value of sigqueue(3), which kill(2) would lose. */
static void send_to(pid_t pid, const struct signalfd_siginfo *signal) {
    if (signal->ssi_code != SI_QUEUE) {
        kill(pid, (int)signal->ssi_signo);
        return;
    }
    siginfo_t info = {0};
    info.si_signo = (int)signal->ssi_signo;
    info.si_code = SI_QUEUE;
    info.si_pid = (pid_t)signal->ssi_pid;
    info.si_uid = signal->ssi_uid;
    info.si_value.sival_ptr = (void *)(uintptr_t)signal->ssi_ptr;
    syscall(SYS_rt_sigqueueinfo, pid, signal->ssi_signo, &info);
}

/* A key at the terminal is for the whole job. While the program is frozen, the terminal knows us alone. */
static bool is_key(const struct service *service, const struct signalfd_siginfo *signal) {
    bool key = signal->ssi_signo == SIGINT || signal->ssi_signo == SIGQUIT;
    return key && signal->ssi_code == SI_KERNEL && service->on_terminal;
}

static void send_to_all(const struct service *service, const struct signalfd_siginfo *signal) {
    if (service->program > 0 && is_key(service, signal)) {
        kill(-service->program, (int)signal->ssi_signo);
        return;
    }
    if (service->program > 0) {
        send_to(service->program, signal);
        return;
    }
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        if (parent_of(all.pids[i]) == getpid())
            send_to(all.pids[i], signal);
}

/* SIGHUP mostly asks for something else. */
static bool tells_to_end(const struct service *service, int number) {
    return number == SIGTERM || number == SIGINT || number == SIGQUIT || number == service->options->stop_signal;
}

static void note_told(struct service *service, int number) {
    if (!tells_to_end(service, number))
        return;
    service->told |= (kernel_signals)1 << (number - 1);
    service->told_at = now_us();
}

int judge_status(const struct service *service, int status) {
    int number = WIFEXITED(status) ? WEXITSTATUS(status) - 128 : 0;
    bool obeyed = number > 0 && number <= LAST_SIGNAL && (service->told >> (number - 1) & 1);
    return obeyed ? number : status; /* W_EXITCODE(0, number) */
}

/* Java prints its threads at SIGQUIT and goes on: what ends much later was not told to. */
bool was_told_to_end(const struct service *service) {
    uint64_t time = service->program_ended_at - service->told_at, longest = service->options->stop_timeout_us;
    return service->end_requested || (service->told != 0 && (longest == 0 || time < longest));
}

static void send_to_descendants(int number) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        signal_descendant(all.pids[i], number);
}

/* A first process that the signal ends cannot end the others, and those that hold a socket would accept clients until it
 * is reaped: they get the signal with it, while all stand still, and run no more. Those that catch it may be given it by
 * their parent, or save something, into a pipe to one that holds none. */
static void send_to_workers(const struct service *service, int number) {
    struct process_list all = list_descendants();
    if (service->program <= 0 || !is_ended_by(service->program, number))
        return;
    for (size_t i = 0; i < all.count; i++)
        if (all.pids[i] != service->program && is_ended_by(all.pids[i], number) &&
            holds_any(&service->passed, all.pids[i]))
            signal_descendant(all.pids[i], number);
}

/* A signal that is sent to a stopped process waits for whichever of its threads runs first. Node ends in a handler:
 * if that ran on another thread, the main thread would have time to accept; that of CPython only tells the main thread,
 * which may be in a call that it does not interrupt. So the main thread gets the signal itself, and runs nothing else
 * before. Where it blocks the signal (mariadb has a thread that waits for signals), or has ended before the others and
 * would keep the signal for ever, the process gets it. */
static bool signal_first_thread(pid_t program, int number) {
    bool to_thread = program > 0 && is_alive(program) && !blocks_signal(program, number);
    return to_thread && syscall(SYS_tgkill, program, program, number) == 0;
}

void send_stop_signal(struct service *service) {
    int number = service->options->stop_signal;
    note_told(service, number);
    if (service->options->stop_signal_to_all) {
        send_to_descendants(number);
        return;
    }
    if (service->slept)
        send_to_workers(service, number);
    if (!signal_first_thread(service->program, number))
        send_to_all(service, &(struct signalfd_siginfo){.ssi_signo = (uint32_t)number});
}

void forward_to_stopped(struct service *service, const struct signalfd_siginfo *signal) {
    int number = (int)signal->ssi_signo;
    debug("passing signal %d on", number);
    note_told(service, number);
    if (service->options->stop_signal_to_all)
        send_to_descendants(number);
    else if (!signal_first_thread(service->program, number))
        send_to_all(service, signal);
}

void forward_signal(struct service *service, const struct signalfd_siginfo *signal) {
    if (is_sent_from_below(signal))
        return;
    debug("passing signal %u on", signal->ssi_signo);
    note_told(service, (int)signal->ssi_signo);
    if (service->options->stop_signal_to_all && tells_to_end(service, (int)signal->ssi_signo))
        send_to_descendants((int)signal->ssi_signo);
    else
        send_to_all(service, signal);
}
