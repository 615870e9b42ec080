#include "swap/inject.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "kernel/process.h"
#include "kernel/uapi.h"
#include "messages/log.h"
#include "seccomp/ioctls.h"
#include "seccomp/received.h"
#include "seccomp/swap_magic.h"
#include "swap/registers.h"

#define PATIENCE_US 1000000 /* on a busy machine the thread waits for a processor */
#define SPIN_US 2000 /* most stops come within it, and a processor that slept meanwhile needs as long to wake */
#define PAUSE_MS 1
#define BETWEEN_STOPS_NS 20000
#define TRIES 5 /* a stop that was pending, or work of io_uring, makes the call return ERESTARTSYS */

#define CALL_STOP (SIGTRAP | 0x80) /* PTRACE_O_TRACESYSGOOD */
#define NO_STOP (-1)

struct injection {
    int listener;
    pid_t tid;
    struct injected_call call;
    during_call *serve; /* NULL: the kernel is to do it */
    void *context;
    bool served;
};

/* si_status of a tracee's stop is the signal, with the event above it. */
static bool is_event_stop(int stop) {
    return stop >> 8 == PTRACE_EVENT_STOP;
}

static void serve_call(struct injection *injection) {
    struct seccomp_notif notification;
    struct call call;
    if (!receive_from(injection->listener, injection->tid, &notification))
        return;
    bool meant = read_call(&notification, &call) && (call.form->operation == OP_SWAP) == (injection->serve != NULL);
    if (meant && injection->serve)
        injection->serve(&call, injection->context);
    injection->served = injection->served || meant;
    send_answer(injection->listener, notification.id, injection->serve ? ANSWER_SUCCESS : ANSWER_CONTINUE);
}

/* Returns the next stop of the thread; NO_STOP when it is gone, or too slow. */
static int next_stop(struct injection *injection) {
    uint64_t begun = now_us(), now = begun;
    do {
        siginfo_t stop = {0};
        if (waitid(P_PID, (id_t)injection->tid, &stop, WSTOPPED | WNOHANG | __WALL) != 0)
            return NO_STOP;
        if (stop.si_pid == injection->tid)
            return stop.si_status;
        struct pollfd listener = {.fd = injection->listener, .events = POLLIN};
        bool spins = now - begun < SPIN_US;
        if (spins)
            sched_yield();
        if (poll(&listener, 1, spins ? 0 : PAUSE_MS) == 1 && (listener.revents & POLLIN))
            serve_call(injection);
        now = now_us();
    } while (now - begun < PATIENCE_US);
    return NO_STOP;
}

static bool resume(const struct injection *injection, int how) {
    return ptrace(how, injection->tid, 0, 0) == 0;
}

/* A stop that is no system call's is passed over: SIGSTOP, which cannot be blocked, or the one that was asked for. */
static bool run_to_call_stop(struct injection *injection) {
    int stop;
    do {
        if (!resume(injection, PTRACE_SYSCALL))
            return false;
        stop = next_stop(injection);
    } while (stop != NO_STOP && stop != CALL_STOP);
    return stop == CALL_STOP;
}

/* Before the thread is back in its own code. In that stop the kernel still looks whether to restart a call. */
static bool run_to_event_stop(struct injection *injection) {
    int stop;
    if (ptrace(PTRACE_INTERRUPT, injection->tid, 0, 0) != 0)
        return false;
    do {
        if (!resume(injection, PTRACE_CONT) && errno != ESRCH) /* ESRCH: it runs */
            return false;
        stop = next_stop(injection);
    } while (stop != NO_STOP && !is_event_stop(stop));
    return stop != NO_STOP;
}

static bool make_call(struct injection *injection, const struct registers *prepared) {
    for (int tried = 0; tried < TRIES && !injection->served; tried++)
        if (!write_registers(injection->tid, prepared) || !run_to_call_stop(injection) ||
            !run_to_call_stop(injection))
            return false;
    return injection->served;
}

/* With every signal blocked: none is to be delivered while the registers are not the thread's own. */
static bool call_from(struct injection *injection, const struct registers *saved, const struct registers *prepared) {
    kernel_signals mask, every = EVERY_SIGNAL;
    pid_t tid = injection->tid;
    if (ptrace(PTRACE_GETSIGMASK, tid, sizeof mask, &mask) != 0 ||
        ptrace(PTRACE_SETSIGMASK, tid, sizeof every, &every) != 0)
        return false;
    bool done = make_call(injection, prepared);
    if (!run_to_event_stop(injection) || !write_registers(tid, saved) ||
        ptrace(PTRACE_SETSIGMASK, tid, sizeof mask, &mask) != 0)
        warn_errno_once("thread %d of the program did not come back from a call that it was made to make", tid);
    return done;
}

/* ptrace(2) detaches from a thread that stands. */
static void detach(struct injection *injection) {
    if (ptrace(PTRACE_DETACH, injection->tid, 0, 0) == 0 || ptrace(PTRACE_INTERRUPT, injection->tid, 0, 0) != 0)
        return;
    next_stop(injection);
    ptrace(PTRACE_DETACH, injection->tid, 0, 0);
}

/* It goes from one stop to the other by itself, in the kernel, and may have to wait for a processor. */
static void let_go(struct injection *injection) {
    uint64_t end = now_us() + PATIENCE_US;
    detach(injection);
    for (char state = 0; (state = state_of(injection->tid, injection->tid)) != 'T' && state != 0 && now_us() < end;)
        nanosleep(&(struct timespec){.tv_nsec = BETWEEN_STOPS_NS}, NULL);
}

static bool call_while_traced(struct injection *injection) {
    struct registers saved, prepared;
    if (!is_event_stop(next_stop(injection)) || !read_registers(injection->tid, &saved))
        return false;
    prepared = saved;
    if (prepare_call(injection->tid, &prepared, &injection->call))
        return call_from(injection, &saved, &prepared);
    errno = EINVAL;
    return false;
}

/* A thread in a stop of job control becomes a tracee in that stop at once, and stops again when it is none any more
 * (ptrace_set_stopped, __ptrace_unlink). If we are killed meanwhile, so is the program: nobody else could give the
 * thread its registers back. */
static bool inject(struct injection injection) {
    if (ptrace(PTRACE_SEIZE, injection.tid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) != 0)
        return false;
    bool done = call_while_traced(&injection);
    int error = errno;
    let_go(&injection);
    errno = error;
    return done;
}

bool inject_call(int listener, pid_t tid, during_call *serve, void *context) {
    const struct injected_call call = {SYS_rt_sigreturn, I386_RT_SIGRETURN, SWAP_MAGIC, SWAP_MAGIC};
    return inject((struct injection){listener, tid, call, serve, context, false});
}

bool inject_listen(int listener, pid_t tid, int fd, int backlog) {
    const struct injected_call call = {SYS_listen, I386_LISTEN, (uint64_t)fd, (uint64_t)backlog};
    return inject((struct injection){.listener = listener, .tid = tid, .call = call});
}

void restart_interrupted(pid_t tid) {
    struct injection injection = {.listener = -1, .tid = tid};
    struct registers registers;
    if (ptrace(PTRACE_SEIZE, tid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) != 0)
        return;
    if (is_event_stop(next_stop(&injection)) && read_registers(tid, &registers) && prepare_restart(tid, &registers))
        write_registers(tid, &registers);
    let_go(&injection);
}
