#include "bind/unmatched.h"

#include <stdio.h>
#include <string.h>

#include "address/format_address.h"
#include "kernel/process.h"
#include "messages/log.h"
#include "report/report.h"
#include "sockets/passed_label.h"

bool is_noted_unmatched(const struct service *service, const struct address *address, int type) {
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
    return service->unmatched_count == UNMATCHED_MAX || !is_noteworthy(address) || is_noted_unmatched(service, address, 0);
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
    char better[ADDRESS_TEXT_MAX], name[PASSED_NAME_MAX];
    struct address v6 = as_v6(&passed->address);
    format_address(&v6, better);
    warn("the program binds %s (IPv6) but the passed socket%s is %s (IPv4), on which an IPv6 program cannot answer "
         "datagrams: not adopted; listen on udp:%s, in a socket unit ListenDatagram=%s",
         asked, name_passed(passed, name), given, better, better);
}

static bool asks_for_less(const struct bind_request *request, const struct passed_socket *passed) {
    struct address asked = as_v4(&request->address);
    return is_wildcard(&passed->address) && !is_wildcard(&asked) &&
           (request->type != SOCK_DGRAM || passed->address.any.sa_family == asked.any.sa_family);
}

/* A bind of 0.0.0.0 takes the socket of 127.0.0.1 too, which opens to no more than [::1] did. */
static struct address no_wider(const struct address *asked, const struct passed_socket *passed) {
    struct address better = *asked;
    if (asked->any.sa_family == AF_INET && is_wildcard(asked) && is_loopback(&passed->address))
        better.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return better;
}

const char *advise(const struct passed_socket *passed, const struct address *asked, char text[ADVICE_MAX]) {
    char wanted[ADDRESS_TEXT_MAX];
    bool datagrams = passed->type == SOCK_DGRAM;
    struct address better = no_wider(asked, passed);
    format_address(&better, wanted);
    if (passed->made_here)
        snprintf(text, ADVICE_MAX, "listen on %s%s", datagrams ? "udp:" : "", wanted);
    else
        snprintf(text, ADVICE_MAX, "write %s=%s in the socket unit", datagrams ? "ListenDatagram" : "ListenStream", wanted);
    return text;
}

/* A client that waits at PASSED is told of a second later, with the same cure (life/in_vain.c). */
static void put_map(const struct bind_request *request, const struct passed_socket *passed, char text[ADVICE_MAX]) {
    char asked[ADDRESS_TEXT_MAX];
    text[0] = 0;
    if (request->family == passed->address.any.sa_family && !passed->adopted && has_pending(passed))
        snprintf(text, ADVICE_MAX, ", or use --map=%s=%s", format_address(&request->address, asked), passed->name);
}

static void explain(const struct bind_request *request, const struct passed_socket *passed) {
    char asked[ADDRESS_TEXT_MAX], given[ADDRESS_TEXT_MAX], name[PASSED_NAME_MAX], advice[ADVICE_MAX], map[ADVICE_MAX];
    format_address(&request->address, asked);
    format_address(&passed->address, given);
    name_passed(passed, name);
    put_map(request, passed, map);
    advise(passed, &request->address, advice);
    if (request->family == AF_INET && passed->address.any.sa_family == AF_INET6)
        warn("the program binds %s (IPv4) but the passed socket%s is %s (IPv6), on which an IPv4 program "
             "misreads its clients: not adopted; %s",
             asked, name, given, advice);
    else if (is_v4_datagram(request, passed))
        explain_v4_datagram(asked, passed, given);
    else if (asks_for_less(request, passed))
        warn("the program binds %s but the passed socket%s is %s, open to more than the program asked for: "
             "not adopted; %s, or --map=%s=%s if you mean it",
             asked, name, given, advice, asked, passed->name);
    else
        warn("the program binds %s beside the passed socket%s, which is %s: clients that connect to %s do not "
             "wake the program; %s too%s",
             asked, name, given, asked, advice, map);
}

static bool is_of_passed_port(const struct service *service, const struct address *address) {
    for (size_t i = 0; is_inet(address) && i < service->passed.count; i++) {
        const struct address *passed = &service->passed.sockets[i].address;
        if (is_inet(passed) && port_of(passed) == port_of(address))
            return true;
    }
    return false;
}

/* A program may bind many other addresses; those of a passed port matter, since clients come there (idle/beside.h). */
static struct unmatched_bind *make_room(struct service *service, const struct address *address) {
    if (service->unmatched_count < UNMATCHED_MAX)
        return &service->unmatched[service->unmatched_count++];
    for (size_t i = 0; is_of_passed_port(service, address) && i < UNMATCHED_MAX; i++)
        if (!is_of_passed_port(service, &service->unmatched[i].address))
            return &service->unmatched[i];
    return NULL;
}

/* Returns whether the bind is new, and there is room for it. */
static bool note(struct service *service, const struct bind_request *request, pid_t tid) {
    if (!is_noteworthy(&request->address) || is_noted_unmatched(service, &request->address, request->type))
        return false;
    struct unmatched_bind *room = make_room(service, &request->address);
    if (!room) {
        service->unmatched_missed = service->unmatched_missed || is_of_passed_port(service, &request->address);
        return false;
    }
    *room = (struct unmatched_bind){
        .address = request->address, .type = request->type, .pid = thread_group_of(tid)};
    service->holders.stirred = true;
    note_change(service);
    return true;
}

void note_refused(struct service *service, const struct bind_request *request, pid_t tid) {
    note(service, request, tid);
}

void note_unmatched(struct service *service, const struct bind_request *request, pid_t tid) {
    if (!note(service, request, tid))
        return;
    char text[ADDRESS_TEXT_MAX];
    const struct passed_socket *near = near_miss(&service->passed, request);
    if (near && near->aside.pid && has_pending(near))
        debug("a client waits at the socket for which %s was put aside", format_address(&request->address, text));
    else if (near)
        explain(request, near);
    else
        debug("no passed socket for the bind to %s", format_address(&request->address, text));
}
