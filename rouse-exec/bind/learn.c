#include "bind/learn.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "address/format_address.h"
#include "bind/request.h"
#include "clock.h"
#include "kernel/process.h"
#include "messages/log.h"
#include "report/report.h"
#include "scoped_fd.h"
#include "seccomp/call_arguments.h"
#include "seccomp/ioctls.h"

static struct learned_bind *find(struct service *service, const struct bind_request *request) {
    for (size_t i = 0; i < service->learned_count; i++) {
        struct learned_bind *one = &service->learned[i];
        if (one->type == request->type && same_address(&one->address, &request->address))
            return one;
    }
    return NULL;
}

static struct learned_bind *add(struct service *service, const struct bind_request *request, pid_t tid) {
    static bool warned;
    if (service->learned_count == LEARNED_MAX) {
        if (!warned)
            warn("the program binds more than %d addresses: the others are not noted", LEARNED_MAX);
        warned = true;
        return NULL;
    }
    struct learned_bind *one = &service->learned[service->learned_count++];
    one->address = request->address;
    one->type = request->type;
    one->v6only = request->v6only;
    one->pid = thread_group_of(tid);
    process_name(one->pid, one->process, sizeof one->process);
    return one;
}

static bool is_nameable(const struct address *address) {
    return is_inet(address) || (address->any.sa_family == AF_UNIX && address->length > sizeof(sa_family_t));
}

/* Whoever reads the report has another working directory than the program. A path that would become too long for an
 * address stays as it is. */
static void make_absolute(struct address *address, pid_t tid) {
    char link[64], whole[PATH_MAX + SOCKET_PATH_MAX], path[SOCKET_PATH_MAX];
    copy_socket_path(address, path);
    snprintf(link, sizeof link, "/proc/%d/cwd", tid);
    ssize_t length = path[0] == '/' ? 0 : readlink(link, whole, PATH_MAX);
    if (length <= 0)
        return;
    if (whole[length - 1] == '/') /* the root */
        length--;
    length += snprintf(whole + length, SOCKET_PATH_MAX, "/%s", path);
    if ((size_t)length >= sizeof address->un.sun_path)
        return;
    memcpy(address->un.sun_path, whole, (size_t)length + 1);
    address->length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)length + 1);
}

static void say(const struct service *service, const struct learned_bind *one, const char *what) {
    char text[ADDRESS_TEXT_MAX];
    if (!service->options->report || log_verbose)
        warn("%s (%d) %s %s:%s", one->process, one->pid, what, type_name(one->address.any.sa_family, one->type),
             format_address(&one->address, text));
}

static void note(struct service *service, struct bind_request *request, pid_t tid, bool listens) {
    if (!is_nameable(&request->address))
        return;
    if (is_unix_path(&request->address))
        make_absolute(&request->address, tid);
    struct learned_bind *one = find(service, request);
    if (!one)
        one = add(service, request, tid);
    uint64_t *when = one ? listens ? &one->listened_at : &one->bound_at : NULL;
    if (!when || *when)
        return;
    *when = now_us();
    say(service, one, listens ? "listens on" : "binds");
    note_change(service);
}

struct answer learn_bind(struct service *service, const struct call *call, struct bind_request *request) {
    SCOPED_FD old = -1;
    if (read_bind_socket(call, request, &old))
        note(service, request, call->tid, false);
    return ANSWER_CONTINUE;
}

/* The address may differ from the one that was asked for: the kernel chose the port. */
struct answer learn_listen(struct service *service, const struct call *call) {
    struct bind_request request = {.address.length = sizeof request.address.storage};
    SCOPED_FD fd = duplicate_socket(call->tid, descriptor_of(call));
    if (fd < 0 || getsockname(fd, &request.address.any, &request.address.length) != 0)
        return ANSWER_CONTINUE;
    describe_socket(fd, &request);
    note(service, &request, call->tid, true);
    return ANSWER_CONTINUE;
}
