#include "gate/checks.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "address/format_address.h"
#include "clock.h"
#include "gate/command_check.h"
#include "gate/private_socket.h"
#include "scoped_fd.h"

#define REQUEST_MAX 2048
#define POLL_MS 5
#define CHECK_PATIENCE_US (CHECK_PATIENCE_MS * 1000ULL)
#define ANSWER_MAX 2048 /* of which the status is read, behind those before it */

static void set_patience(int fd, uint64_t end) {
    uint64_t now = now_us(), left = end > now ? end - now : 1;
    struct timeval time = {.tv_sec = (time_t)(left / 1000000), .tv_usec = (suseconds_t)(left % 1000000)};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

static bool fail(char *text, const char *how) {
    snprintf(text, GATE_TEXT_MAX, "%s", how);
    return false;
}

static bool fail_errno(char *text) {
    bool late = errno == EAGAIN || errno == EINPROGRESS;
    return fail(text, late ? "no answer in 5 s" : errno == ECONNREFUSED ? "does not listen yet" : strerror(errno));
}

static bool send_request(int fd, const struct ready_check *check, const struct passed_socket *socket) {
    char request[REQUEST_MAX], address[ADDRESS_TEXT_MAX];
    const char *host = check->host ? check->host : is_inet(&socket->address) ? format_address(&socket->address, address) : "localhost";
    int length = snprintf(request, sizeof request,
                          "GET %.1024s HTTP/1.1\r\nHost: %.512s\r\nUser-Agent: rouse\r\nAccept: */*\r\nConnection: close\r\n\r\n",
                          check->subject, host);
    return send(fd, request, (size_t)length, MSG_NOSIGNAL) == length;
}

/* To its end: a server that is cut off may say so in its log, at each try. */
static ssize_t read_answer(int fd, char *start, size_t size, uint64_t end) {
    char rest[4096];
    size_t have = 0;
    for (;;) {
        set_patience(fd, end);
        ssize_t length = have < size ? recv(fd, start + have, size - have, 0) : recv(fd, rest, sizeof rest, 0);
        if (length <= 0 || now_us() >= end)
            return have > 0 ? (ssize_t)have : length;
        have += have < size ? (size_t)length : 0;
    }
}

static int status_of(const char *answer) {
    int status = strncmp(answer, "HTTP/1.", 7) == 0 && answer[7] && answer[8] == ' ' ? atoi(answer + 9) : 0;
    return status >= 100 && status <= 999 ? status : 0;
}

/* Answers like 103 Early Hints come before the one that counts. */
static bool judge_http(const char *answer, char *text) {
    int status = status_of(answer);
    for (const char *end; status >= 100 && status < 200 && (end = strstr(answer, "\r\n\r\n")); status = status_of(answer))
        answer = end + 4;
    if (status == 0)
        return fail(text, "answered, but not as HTTP does");
    snprintf(text, GATE_TEXT_MAX, "answered %d", status);
    return status >= 200 && status < 400;
}

static bool passes_http(const struct ready_check *check, const struct passed_socket *socket, int own, char *text) {
    char answer[ANSWER_MAX] = "";
    uint64_t end = now_us() + CHECK_PATIENCE_US;
    SCOPED_FD fd = connect_private_socket(socket, own, CHECK_PATIENCE_US);
    if (fd < 0 || errno == EINPROGRESS)
        return fail_errno(text);
    set_patience(fd, end);
    errno = 0;
    if (!send_request(fd, check, socket) || read_answer(fd, answer, sizeof answer - 1, end) <= 0)
        return errno ? fail_errno(text) : fail(text, "closed the connection without an answer");
    return judge_http(answer, text);
}

/* A connection that waits in the queue makes a listening socket readable. */
static bool passes_tcp(const struct passed_socket *socket, int own, char *text) {
    uint64_t end = now_us() + CHECK_PATIENCE_US;
    SCOPED_FD fd = connect_private_socket(socket, own, CHECK_PATIENCE_US);
    if (fd < 0 || errno == EINPROGRESS)
        return fail_errno(text);
    struct pollfd queue = {.fd = own, .events = POLLIN};
    while (poll(&queue, 1, 0) == 1) {
        if (now_us() >= end)
            return fail(text, "accepts no connection");
        poll(NULL, 0, POLL_MS);
    }
    return true;
}

bool passes_check(const struct ready_check *check, const struct passed_socket *socket, int own, char text[GATE_TEXT_MAX]) {
    *text = 0;
    if (check->kind == CHECK_EXEC)
        return run_command(check->subject, text) == 0;
    return check->kind == CHECK_HTTP ? passes_http(check, socket, own, text) : passes_tcp(socket, own, text);
}
