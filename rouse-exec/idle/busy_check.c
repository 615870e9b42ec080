#include "idle/busy_check.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "array.h"
#include "clock.h"
#include "gate/command_check.h"
#include "gate/process_life.h"
#include "idle/processor_use.h"
#include "kernel/own_descriptors.h"
#include "kernel/process_list.h"
#include "kernel/stranger.h"
#include "messages/log.h"
#include "messages/shorten.h"
#include "service_manager/environment.h"

#define NAME_MAX_BYTES 48
#define VOID_IN_VAIN 3
#define CANNOT_EXECUTE 126 /* of sh(1); 127: not found */

struct answer {
    int status;
    char text[GATE_TEXT_MAX];
};

__attribute__((noreturn)) static void ask_command(const struct service *service, int channel) {
    const int kept[] = {channel, STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
    struct answer answer = {0};
    prctl(PR_SET_NAME, "rouse-check");
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    setpgid(0, 0);
    look_for_strangers(); /* there are none below it */
    restore_signals(&service->signals);
    remove_variable("NOTIFY_SOCKET");
    leave_standard_streams();
    close_descriptors_but(kept, COUNT_OF(kept));
    run_commands_for(channel);
    answer.status = run_command(service->options->busy.check, answer.text);
    ssize_t written = write(channel, &answer, sizeof answer); /* nobody may listen any more */
    _exit(written < 0);
}

/* Without an exit signal its end is no SIGCHLD, and waitpid(2) sees it only with __WCLONE. */
static bool start(struct service *service) {
    struct check_watch *check = &service->busy.check;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    pid_t pid = (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);
    if (pid == 0) {
        close(ends[0]);
        ask_command(service, ends[1]);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return false;
    }
    leave_out_of_lists(LEFT_OUT_CHECK, pid);
    *check = (struct check_watch){.pid = pid, .channel = ends[0], .state = CHECK_RUNS, .voided = check->voided};
    return true;
}

/* What it has used is not the program's. */
static void end_process(struct service *service) {
    struct check_watch *check = &service->busy.check;
    uint64_t before = reaped_processor_us();
    close(check->channel);
    await_silent_end(check->pid);
    leave_out_of_lists(LEFT_OUT_CHECK, 0);
    service->busy.not_its_us += reaped_processor_us() - before;
    check->pid = 0;
    check->channel = -1;
}

/* Its words are kept where the answer is: whether it is busy is asked once more by then. */
static void judge(const struct service *service, const struct answer *answer, struct check_watch *check) {
    char name[NAME_MAX_BYTES];
    const char *command = shorten(service->options->busy.check, name, sizeof name);
    bool failed = answer->status < 0 || answer->status >= CANNOT_EXECUTE;
    check->state = answer->status == 0 || failed ? CHECK_BUSY : CHECK_IDLE;
    if (failed)
        snprintf(check->text, sizeof check->text, "`%s` %.100s", command, answer->text);
    else
        snprintf(check->text, sizeof check->text, "`%s` said so", command);
}

/* A command that connects to the program itself is a client, and makes its own answer void. */
static void note_void(struct check_watch *check) {
    if (++check->voided == VOID_IN_VAIN)
        warn("--busy-check was asked %d times in a row while a client came, and its answer did not count: if it connects to "
             "the program itself, the program never sleeps",
             VOID_IN_VAIN);
}

void hear_busy_check(struct service *service) {
    struct check_watch *check = &service->busy.check;
    struct answer answer = {.status = NO_STATUS, .text = "was ended by somebody"};
    bool is_void = check->is_void;
    if (read(check->channel, &answer, sizeof answer) != sizeof answer)
        answer.status = NO_STATUS;
    end_process(service);
    if (is_void) {
        check->state = CHECK_NONE;
        check->is_void = false;
        note_void(check);
        return;
    }
    check->voided = 0;
    judge(service, &answer, check);
    service->idle.next_look = now_us();
}

bool is_busy_by_check(struct service *service, struct decision *decision) {
    struct check_watch *check = &service->busy.check;
    char name[NAME_MAX_BYTES];
    if (!service->options->busy.check)
        return false;
    enum check_state state = check->state;
    const char *command = shorten(service->options->busy.check, name, sizeof name);
    snprintf(decision->text, sizeof decision->text, "`%s` is asked", command);
    if (state == CHECK_BUSY)
        memcpy(decision->text, check->text, sizeof decision->text);
    if (state == CHECK_BUSY || state == CHECK_IDLE)
        check->state = CHECK_NONE;
    if (state == CHECK_NONE && !start(service))
        snprintf(decision->text, sizeof decision->text, "`%s` cannot be started: there is no process to spare", command);
    return state != CHECK_IDLE;
}

void void_busy_check(struct service *service) {
    struct check_watch *check = &service->busy.check;
    if (check->state == CHECK_RUNS)
        check->is_void = true;
    else
        check->state = CHECK_NONE;
}

int busy_check_channel(const struct service *service) {
    return service->busy.check.state == CHECK_RUNS ? service->busy.check.channel : -1;
}

void end_busy_check(struct service *service) {
    if (service->busy.check.state == CHECK_RUNS)
        end_process(service);
    service->busy.check.state = CHECK_NONE;
}
