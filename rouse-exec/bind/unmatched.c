#include "bind/unmatched.h"

#include <string.h>

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

static bool is_v4_datagram(const struct bind_request *request, const struct passed_socket *passed) {
    struct address v4 = as_v4(&request->address);
    return request->type == SOCK_DGRAM && request->family == AF_INET6 && !request->v6only &&
           passed->address.any.sa_family == AF_INET && (is_wildcard(&v4) || same_address(&v4, &passed->address));
}

/* The IPv6 socket whose clients are those of an IPv4 address: ::ffff:A, or :: for all of them. */
static struct address as_v6(const struct address *v4) {
    struct address v6 = {.length = sizeof v6.in6};
    v6.in6.sin6_family = AF_INET6;
    v6.in6.sin6_port = v4->in.sin_port;
    if (is_wildcard(v4))
        return v6;
    memset(&v6.in6.sin6_addr.s6_addr[10], 0xff, 2);
    memcpy(&v6.in6.sin6_addr.s6_addr[12], &v4->in.sin_addr, sizeof v4->in.sin_addr);
    return v6;
}

static void explain_v4_datagram(const char *asked, const struct passed_socket *passed, const char *given) {
    char better[ADDRESS_TEXT_MAX];
    struct address v6 = as_v6(&passed->address);
    format_address(&v6, better);
    warn("the program binds %s (IPv6) but the passed socket '%s' is %s (IPv4), on which an IPv6 program cannot answer "
         "datagrams: not adopted; listen on udp:%s, in a socket unit ListenDatagram=%s",
         asked, passed->name, given, better, better);
}

static bool asks_for_less(const struct bind_request *request, const struct passed_socket *passed) {
    struct address asked = as_v4(&request->address);
    return is_wildcard(&passed->address) && !is_wildcard(&asked) &&
           (request->type != SOCK_DGRAM || passed->address.any.sa_family == asked.any.sa_family);
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
    else if (is_v4_datagram(request, passed))
        explain_v4_datagram(asked, passed, given);
    else if (asks_for_less(request, passed))
        warn("the program binds %s but the passed socket '%s' is %s, open to more than the program asked for: "
             "not adopted; write %s=%s in the socket unit, or --map=%s=%s if you mean it",
             asked, passed->name, given, setting, asked, asked, passed->name);
    else
        warn("the program binds %s beside the passed socket '%s', which is %s: clients that connect to the first do "
             "not wake the program; write %s=%s in the socket unit too",
             asked, passed->name, given, setting, asked);
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
