#include "gate/command_check.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "address/format_address.h"
#include "clock.h"
#include "kernel/descendant.h"
#include "kernel/process_list.h"
#include "scoped_fd.h"
#include "service_manager/environment.h"

#define OUTPUT_MAX 512
#define ROUNDS 100
#define BETWEEN_ROUNDS_NS 1000000

/* A client connects to no wildcard. */
static void write_host(const struct address *address, char *host, size_t size) {
    if (address->any.sa_family == AF_INET6)
        inet_ntop(AF_INET6, is_wildcard(address) ? &in6addr_loopback : &address->in6.sin6_addr, host, (socklen_t)size);
    else if (is_wildcard(address))
        snprintf(host, size, "127.0.0.1");
    else
        inet_ntop(AF_INET, &address->in.sin_addr, host, (socklen_t)size);
}

static void put_variable(char *assignment, size_t size, const char *name, const char *value) {
    snprintf(assignment, size, "%s=%s", name, value);
    set_variable(assignment);
}

void tell_commands_of(const struct passed_socket *socket, int own) {
    static char whole[ADDRESS_TEXT_MAX + 32], host_part[INET6_ADDRSTRLEN + 32], port_part[48];
    struct address address = {.length = sizeof address.storage};
    char text[ADDRESS_TEXT_MAX], host[INET6_ADDRSTRLEN] = "", port[16] = "";
    if (getsockname(own, &address.any, &address.length) != 0)
        address = socket->address;
    if (is_inet(&address)) {
        write_host(&address, host, sizeof host);
        snprintf(port, sizeof port, "%u", port_of(&address));
        snprintf(text, sizeof text, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
    } else {
        format_address(&address, text);
    }
    put_variable(whole, sizeof whole, "ROUSE_CHECK_ADDRESS", text);
    put_variable(host_part, sizeof host_part, "ROUSE_CHECK_HOST", host);
    put_variable(port_part, sizeof port_part, "ROUSE_CHECK_PORT", port);
}

__attribute__((noreturn)) static void become_shell(const char *command, int output) {
    SCOPED_FD nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0);
    dup2(nothing, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execl("/bin/sh", "sh", "-c", command, NULL);
    _exit(127);
}

static pid_t no_one, *running = &no_one;

void note_commands_in(pid_t *group) {
    running = group;
}

static int asker = -1;

void run_commands_for(int channel) {
    asker = channel;
}

static bool is_hung_up(void) {
    struct pollfd source = {.fd = asker};
    return poll(&source, 1, 0) == 1;
}

static bool has_ended(pid_t shell) {
    siginfo_t ended = {0};
    return waitid(P_PID, (id_t)shell, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == shell;
}

/* What it prints, until it has ended or its time is over. Returns whether it has ended. */
static bool wait_for(pid_t shell, int output, char *printed) {
    uint64_t end = now_us() + CHECK_PATIENCE_MS * 1000ULL;
    size_t have = 0;
    while (now_us() < end && !is_hung_up()) {
        struct pollfd source = {.fd = output, .events = POLLIN};
        ssize_t length = poll(&source, 1, 10) == 1 ? read(output, printed + have, OUTPUT_MAX - 1 - have) : -1;
        have += length > 0 ? (size_t)length : 0;
        if (have >= OUTPUT_MAX - 1)
            have = 0;
        printed[have] = 0;
        if (length <= 0 && has_ended(shell))
            return true;
        if (length == 0) /* it has closed its output, and goes on */
            poll(NULL, 0, 10);
    }
    return false;
}

/* What is left of a command that has ended is a child of ours (PR_SET_CHILD_SUBREAPER), whatever its session. One that
 * forks as fast as it is killed is left to the next look. */
void end_left_behind(void) {
    for (int round = 0; round < ROUNDS; round++) {
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
        struct process_list left = list_descendants();
        for (size_t i = 0; i < left.count; i++)
            signal_descendant(left.pids[i], SIGKILL);
        if (left.count == 0)
            return;
        nanosleep(&(struct timespec){.tv_nsec = BETWEEN_ROUNDS_NS}, NULL);
    }
}

/* Its number stays that of its group until it is waited for. */
static int end_group(pid_t shell) {
    int status = 0;
    kill(-shell, SIGKILL);
    *running = 0;
    waitpid(shell, &status, 0);
    end_left_behind();
    return status;
}

static void keep_last_line(char *printed) {
    size_t length = strlen(printed);
    while (length > 0 && (printed[length - 1] == '\n' || printed[length - 1] == '\r'))
        printed[--length] = 0;
    char *line = strrchr(printed, '\n');
    if (line)
        memmove(printed, line + 1, strlen(line + 1) + 1);
}

static int judge(int status, const char *line, char *text) {
    int length = WIFSIGNALED(status) ? snprintf(text, GATE_TEXT_MAX, "ended by signal %d", WTERMSIG(status))
                                     : snprintf(text, GATE_TEXT_MAX, "ended with status %d", WEXITSTATUS(status));
    if (*line)
        snprintf(text + length, (size_t)(GATE_TEXT_MAX - length), ": %.100s", line);
    return WIFEXITED(status) ? WEXITSTATUS(status) : NO_STATUS;
}

int run_command(const char *command, char text[GATE_TEXT_MAX]) {
    char printed[OUTPUT_MAX] = "";
    int ends[2], status = 0;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        snprintf(text, GATE_TEXT_MAX, "cannot be started: %m");
        return NO_STATUS;
    }
    SCOPED_FD output = ends[0];
    pid_t shell = fork();
    if (shell == 0)
        become_shell(command, ends[1]);
    close(ends[1]);
    if (shell > 0)
        setpgid(shell, 0);
    *running = shell > 0 ? shell : 0;
    bool ended = shell > 0 && wait_for(shell, output, printed);
    if (shell > 0)
        status = end_group(shell);
    keep_last_line(printed);
    if (ended)
        return judge(status, printed, text);
    snprintf(text, GATE_TEXT_MAX, shell > 0 ? "had not ended after 5 s" : "cannot be started: there is no process to spare");
    return NO_STATUS;
}
