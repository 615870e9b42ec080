#include "bind/unmatched.h"

#include "address/format_address.h"
#include "kernel/process.h"
#include "messages/log.h"
#include "report/report.h"

static bool is_listed(const struct service *service, const struct address *address, int type) {
    for (size_t i = 0; i < service->unmatched_count; i++)
        if (same_address(&service->unmatched[i].address, address) &&
            (type == 0 || service->unmatched[i].type == type))
            return true;
    return false;
}

static bool is_noteworthy(const struct address *address) {
    return is_inet(address) ? port_of(address) != 0 : address->any.sa_family == AF_UNIX && address->length > 2;
}

bool is_known_unmatched(const struct service *service, const struct address *address) {
    return service->unmatched_count == UNMATCHED_MAX || !is_noteworthy(address) || is_listed(service, address, 0);
}

static void explain(const struct bind_request *request, const struct passed_socket *passed) {
    char asked[ADDRESS_TEXT_MAX], given[ADDRESS_TEXT_MAX];
    format_address(&request->address, asked);
    format_address(&passed->address, given);
    const char *setting = passed->type == SOCK_DGRAM ? "ListenDatagram" : "ListenStream";
    if (request->family == AF_INET && passed->address.any.sa_family == AF_INET6)
        warn("the program binds %s (IPv4) but the passed socket '%s' is %s (IPv6), on which an IPv4 program "
             "misreads its clients: not adopted; write %s=%s in the socket unit",
             asked, passed->name, given, setting, asked);
    else
        warn("the program binds %s but the passed socket '%s' is %s, open to more than the program asked for: "
             "not adopted; write %s=%s in the socket unit, or --map=%s=%s if you mean it",
             asked, passed->name, given, setting, asked, asked, passed->name);
}

void note_unmatched(struct service *service, const struct bind_request *request, pid_t tid) {
    if (service->unmatched_count == UNMATCHED_MAX || !is_noteworthy(&request->address) ||
        is_listed(service, &request->address, request->type))
        return;
    char text[ADDRESS_TEXT_MAX];
    const struct passed_socket *near = near_miss(&service->passed, request);
    if (near)
        explain(request, near);
    else
        debug("no passed socket for the bind to %s", format_address(&request->address, text));
    service->unmatched[service->unmatched_count++] = (struct unmatched_bind){
        .address = request->address, .type = request->type, .pid = thread_group_of(tid)};
    service->holders.stirred = true;
    note_change(service);
}
