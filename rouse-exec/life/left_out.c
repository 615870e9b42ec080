#include "life/left_out.h"

#include <stdio.h>

#include "address/format_address.h"
#include "clock.h"
#include "messages/log.h"
#include "sockets/shut_listener.h"

#define PATIENCE_US 1000000       /* between the binds of the two families */
#define LONG_PATIENCE_US 10000000 /* for a program that may still bind the other one */
#define FATE_MAX 80
#define CURE_MAX 128

static bool is_of_same_port(const struct passed_socket *one, const struct passed_socket *other) {
    return one != other && one->type == other->type && is_inet(&one->address) && is_inet(&other->address) &&
           port_of(&one->address) == port_of(&other->address);
}

static struct passed_socket *find_next_of_port(const struct passed_set *set, size_t which) {
    for (size_t i = 1; i < set->count; i++) {
        struct passed_socket *other = &set->sockets[(which + i) % set->count];
        if (is_of_same_port(other, &set->sockets[which]))
            return other;
    }
    return NULL;
}

void link_ports(const struct passed_set *set) {
    for (size_t i = 0; i < set->count; i++)
        set->sockets[i].next_of_port = find_next_of_port(set, i);
}

const struct passed_socket *find_served(const struct passed_socket *left_out) {
    const struct passed_socket *first = NULL;
    if (left_out->adopted || !left_out->next_of_port)
        return NULL;
    for (const struct passed_socket *one = left_out->next_of_port; one != left_out; one = one->next_of_port)
        if (one->adopted && (!first || one < first))
            first = one;
    return first;
}

uint64_t when_left_out(const struct passed_socket *socket) {
    const struct passed_socket *served = find_served(socket);
    return served ? served->adopted_at + PATIENCE_US : 0;
}

bool is_left_out(const struct passed_socket *socket) {
    uint64_t when = when_left_out(socket);
    return when > 0 && now_us() >= when;
}

/* Clients of a socket unit, and datagrams, cannot be refused by us. */
static bool is_ours_to_refuse(const struct passed_socket *socket) {
    return socket->type == SOCK_STREAM && socket->made_here;
}

/* When the program has had long enough to bind this one as well; 0: it has it, or all is said and done. */
static uint64_t when_final(const struct passed_socket *socket) {
    const struct passed_socket *served = find_served(socket);
    bool done = is_ours_to_refuse(socket) ? socket->shut : socket->in_vain_said;
    if (!served || done || socket->given_up_at)
        return 0;
    return served->adopted_at + (served->meant_for_both || socket->was_left_out ? PATIENCE_US : LONG_PATIENCE_US);
}

static const char *describe(const struct passed_socket *served, const struct passed_socket *left_out) {
    if (served->meant_for_both)
        return "listens on one socket for both families";
    if (is_v4(&served->address) == is_v4(&left_out->address))
        return "listens on one socket of that port";
    return is_v4(&served->address) ? "listens on IPv4 only" : "listens on IPv6 only";
}

/* A unit that lists both wildcards needs BindIPv6Only=, without which [::] takes IPv4 as well. */
static const char *narrowing(const struct passed_socket *served, const struct passed_socket *left_out) {
    bool narrowed = served->address.any.sa_family == AF_INET6 && is_wildcard(&served->address);
    return narrowed && is_v4(&left_out->address) ? " and BindIPv6Only=" : "";
}

static const char *foretell(const struct passed_socket *left_out, char text[FATE_MAX]) {
    if (left_out->shut)
        return "are refused";
    if (!is_ours_to_refuse(left_out))
        return "wait in vain";
    uint64_t now = now_us(), when = when_final(left_out), left = when > now ? when - now : 0;
    snprintf(text, FATE_MAX, "will be refused in %u s unless the program listens there by then",
             (unsigned)((left + 999999) / 1000000));
    return text;
}

/* A program that listens for both families would be served by the one socket that takes both. */
static const char *put_wider_cure(const struct passed_socket *served, const char *write, char text[CURE_MAX]) {
    bool would_do = served->meant_for_both && served->type == SOCK_STREAM && !is_wildcard(&served->address);
    text[0] = 0;
    if (would_do)
        snprintf(text, CURE_MAX, ", or %s[::]:%u alone, which is open to every network", write,
                 (unsigned)port_of(&served->address));
    return text;
}

void say_left_out(const struct passed_socket *left_out, const struct passed_socket *served) {
    char ours[ADDRESS_TEXT_MAX], theirs[ADDRESS_TEXT_MAX], future[FATE_MAX], wider[CURE_MAX];
    bool datagrams = left_out->type == SOCK_DGRAM;
    const char *how = describe(served, left_out), *fate = foretell(left_out, future);
    format_address(&left_out->address, ours);
    format_address(&served->address, theirs);
    if (left_out->made_here)
        warn("the program %s and has taken %s: clients of %s %s; leave out %s%s%s", how, theirs, ours, fate,
             datagrams ? "udp:" : "", ours, put_wider_cure(served, "listen on ", wider));
    else
        warn("the program %s and has taken %s: clients of %s %s; remove %s=%s%s from the socket unit%s", how, theirs,
             ours, fate, datagrams ? "ListenDatagram" : "ListenStream", ours, narrowing(served, left_out),
             put_wider_cure(served, "write ListenStream=", wider));
}

uint64_t when_to_settle(const struct service *service) {
    uint64_t next = 0;
    for (size_t i = 0; i < service->passed.count; i++)
        next = earlier(next, when_final(&service->passed.sockets[i]));
    return next;
}

static void settle(struct passed_socket *socket) {
    bool refused = is_ours_to_refuse(socket);
    socket->was_left_out = true;
    if (refused)
        shut_listener(socket);
    if (refused != socket->shut || socket->in_vain_said)
        return;
    say_left_out(socket, find_served(socket));
    socket->in_vain_said = true;
}

void settle_left_out(struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++) {
        struct passed_socket *socket = &service->passed.sockets[i];
        uint64_t when = when_final(socket);
        if (when > 0 && now_us() >= when)
            settle(socket);
        socket->will_be_shut = when > 0 && is_ours_to_refuse(socket) && !socket->shut;
    }
}
